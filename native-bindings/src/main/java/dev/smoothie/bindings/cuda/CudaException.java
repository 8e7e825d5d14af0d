package dev.smoothie.bindings.cuda;

/**
 * Thrown where a call of a CUDA library failed. Its message names the function, the code, the code's symbolic name and
 * what was asked for.
 */
public class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String function;
    private final int code;
    private final String codeName;
    private final Kind kind;

    /** What a failure means for the work that is left. */
    public enum Kind {
        /**
         * The card is of no more use to this process, or not now: a kernel or the hardware has failed it for good, it
         * is gone, or it is another process's alone. The work can go on elsewhere only.
         */
        CARD_LOST,
        /** There was not enough memory on the card; a smaller piece of work may fit. */
        OUT_OF_MEMORY,
        /** Neither is known: a call that was refused, or a source that does not compile. */
        OTHER
    }

    /**
     * @param function
     *            the function of the library, {@code cudaMalloc}
     * @param code
     *            what it returned
     * @param codeName
     *            the library's name for that, {@code cudaErrorMemoryAllocation}
     * @param kind
     *            what it means for the work that is left
     * @param message
     *            the whole message
     */
    CudaException(String function, int code, String codeName, Kind kind, String message) {
        super(message);
        this.function = function;
        this.code = code;
        this.codeName = codeName;
        this.kind = kind;
    }

    /** The function that failed. */
    public String function() {
        return function;
    }

    /** What it returned. */
    public int code() {
        return code;
    }

    /** The library's own name of that code. */
    public String codeName() {
        return codeName;
    }

    /** What the failure means for the work that is left, whichever library it came from. */
    public Kind kind() {
        return kind;
    }
}
