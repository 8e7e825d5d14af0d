package dev.smoothie.spi;

import java.util.regex.Pattern;

/**
 * A failure that the user can do something about. The message is complete by itself: it says what was asked, what was
 * found and what to do, and names file and line, sample and generator, or function and shapes. The command line prints
 * only the message. It is one line: line breaks in what it quotes become spaces.
 */
public class SmoothieException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern BREAK = Pattern.compile("\\s*\\R\\s*");

    public SmoothieException(String message) {
        super(oneLine(message));
    }

    public SmoothieException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(String message) {
        return message == null ? null : BREAK.matcher(message).replaceAll(" ");
    }
}
