package dev.smoothie.core.failure;

/**
 * A failure whose message is written for the person who runs the program: what was asked, what was found, what to do.
 * The message is complete; no stack trace is needed to understand it.
 */
public class CoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure that nothing else caused. */
    public CoreException(String message) {
        super(message);
    }

    /** A failure that {@code cause} led to. */
    public CoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
