package dev.smoothie.spi;

/**
 * A failure that the user can do something about. The message is complete by itself: it says what was asked, what was
 * found and what to do, and names file and line, sample and generator, or function and shapes. The command line prints
 * only the message.
 */
public class SmoothieException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SmoothieException(String message) {
        super(message);
    }

    public SmoothieException(String message, Throwable cause) {
        super(message, cause);
    }
}
