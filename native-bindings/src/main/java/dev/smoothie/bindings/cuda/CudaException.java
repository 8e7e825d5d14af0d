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

    /**
     * @param function
     *            the function of the library, {@code cudaMalloc}
     * @param code
     *            what it returned
     * @param codeName
     *            the library's name for that, {@code cudaErrorMemoryAllocation}
     * @param message
     *            the whole message
     */
    CudaException(String function, int code, String codeName, String message) {
        super(message);
        this.function = function;
        this.code = code;
        this.codeName = codeName;
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
}
