package dev.smoothie.spi;

/**
 * A failure that a user can do something about. The message is complete by itself: what was asked, what was found, what
 * to do, with file and line, sample and generator, or function and shapes as the case may be. The command line prints the
 * message and nothing else.
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
