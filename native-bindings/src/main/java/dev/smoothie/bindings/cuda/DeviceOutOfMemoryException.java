package dev.smoothie.bindings.cuda;

/**
 * Thrown where there was not enough memory for what was asked: on the card, or, for a pinned buffer, on the host.
 * Smaller tiles may fit.
 */
public final class DeviceOutOfMemoryException extends CudaException {
    private static final long serialVersionUID = 1L;

    private final long asked;
    private final long free;

    DeviceOutOfMemoryException(String function, int code, String codeName, String message, long asked, long free) {
        super(function, code, codeName, Kind.OUT_OF_MEMORY, message);
        this.asked = asked;
        this.free = free;
    }

    /** Bytes that were asked for; 0 where a library asked for memory of its own. */
    public long asked() {
        return asked;
    }

    /** Bytes that were free on the card, not necessarily in one piece. */
    public long free() {
        return free;
    }
}
