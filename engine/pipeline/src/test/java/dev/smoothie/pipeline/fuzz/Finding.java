package dev.smoothie.pipeline.fuzz;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.spi.SmoothieException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something that no input may cause. */
final class Finding extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** The full name of a class, which tells a user nothing. */
    private static final Pattern CLASS_NAME = Pattern
            .compile("\\b(?:java|jdk|dev\\.smoothie|tools\\.jackson|org)\\.(?:[a-z0-9]+\\.)*[A-Z]\\w+");

    private static final Pattern LINE_BREAK = Pattern.compile("[\n\r]");

    /**
     * In a name that is written so in JSON. Messages quote names as they are, and whoever prints them makes them
     * harmless.
     */
    private static final Pattern ESCAPED_BREAK = Pattern.compile("\\\\(?:[nr]|u000[aAdD])");

    Finding(String what) {
        super(what);
    }

    Finding(String what, Throwable cause) {
        super(what, cause);
    }

    /**
     * Runs {@code work}, which may fail with a message for users and with nothing else.
     *
     * @param given
     *            what the user gave, which a message may quote
     * @return the message; empty if it did not fail
     */
    static Optional<String> in(String given, Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (SmoothieException | CoreException e) {
            String message = e.getMessage();
            if (message == null || message.isBlank()) {
                throw new Finding("a failure without a message", e);
            }
            if (LINE_BREAK.matcher(message).find() && !ESCAPED_BREAK.matcher(given).find()) {
                throw new Finding("a message with a line break: " + message, e);
            }
            Matcher name = CLASS_NAME.matcher(message);
            if (name.find() && !given.contains(name.group())) {
                throw new Finding("a message with the name of a class: " + message, e);
            }
            return Optional.of(message);
        }
    }
}
