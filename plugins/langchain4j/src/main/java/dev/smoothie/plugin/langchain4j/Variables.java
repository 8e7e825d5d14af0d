package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.SmoothieException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads environment variables that hold secrets. Messages name the variable, and never a value. */
final class Variables {
    /**
     * What is certainly the name of a variable. A key that was written where the name of its variable belongs has other
     * characters.
     */
    private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

    private Variables() {}

    /**
     * The value of a variable.
     *
     * @param subject
     *            what asks, for messages
     * @param name
     *            the variable
     * @throws SmoothieException
     *             if it is not set, blank, or of characters that no HTTP header carries
     */
    static String value(String subject, String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new SmoothieException("%s: the environment variable %s is %s; set it to the key, or name another one"
                    .formatted(subject, shown(name), value == null ? "not set" : "blank"));
        }
        if (!value.strip().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new SmoothieException(
                    "%s: the environment variable %s holds characters that no HTTP header can carry, such as a line break"
                            .formatted(subject, shown(name)));
        }
        return value.strip();
    }

    private static String shown(String name) {
        return NAME.matcher(name).matches() ? name : "that was named (not shown: it may be a key instead of a name)";
    }

    /**
     * A text with the values of variables in place of {@code ${NAME}}.
     *
     * @param values
     *            receives the values that were put in
     * @throws SmoothieException
     *             as for {@link #value}
     */
    static String fill(String subject, String text, Collection<String> values) {
        Matcher reference = REFERENCE.matcher(text);
        var filled = new StringBuilder();
        while (reference.find()) {
            String value = value(subject, reference.group(1));
            values.add(value);
            reference.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return reference.appendTail(filled).toString();
    }
}
