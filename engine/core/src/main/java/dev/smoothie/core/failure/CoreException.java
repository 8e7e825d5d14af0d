package dev.smoothie.core.failure;

import java.util.regex.Pattern;

/**
 * A failure whose message is written for the person who runs the program: what was asked, what was found, what to do.
 * The message is complete; no stack trace is needed to understand it.
 */
public class CoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern BREAK = Pattern.compile("\\s*\\R\\s*");

    /** A failure that nothing else caused. */
    public CoreException(String message) {
        super(oneLine(message));
    }

    /** A failure that {@code cause} led to. */
    public CoreException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Line breaks in what a message quotes become spaces. */
    private static String oneLine(String message) {
        return message == null ? null : BREAK.matcher(message).replaceAll(" ");
    }
}
