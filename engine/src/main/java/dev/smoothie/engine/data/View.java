package dev.smoothie.engine.data;

import dev.smoothie.spi.SmoothieException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The text of an output that is embedded. What matters of an output is often a small part of it, the answer after the
 * reasoning, and distances between the rest are noise. Immutable; any number of threads.
 */
public sealed interface View {

    /** The views and their notation, for messages and for help. */
    String KNOWN = "full, first-line, regex:PATTERN, json:POINTER, input+output";

    /**
     * The text to embed.
     *
     * @param input
     *            the sample's input; must be there where {@link #needsInput}
     * @param output
     *            the generator's output
     * @return empty if the output does not have what the view looks for
     */
    Optional<String> apply(Optional<String> input, String output);

    /** Whether {@link #apply} needs the input. */
    default boolean needsInput() {
        return false;
    }

    /** The notation that {@link #parse} reads. */
    @Override
    String toString();

    /**
     * Reads a view's notation, one of {@link #KNOWN}.
     *
     * @throws SmoothieException
     *             if there is no such view, or its pattern or pointer is malformed
     */
    static View parse(String notation) {
        int colon = notation.indexOf(':');
        String argument = notation.substring(colon + 1);
        return switch (colon < 0 ? notation : notation.substring(0, colon + 1)) {
            case "full" -> new Full();
            case "first-line" -> new FirstLine();
            case "input+output" -> new InputAndOutput();
            case "regex:" -> new Regex(compile(argument));
            case "json:" -> new Json(JsonPointer.parse(argument));
            default -> throw new SmoothieException("unknown view \"%s\"; known are %s".formatted(notation, KNOWN));
        };
    }

    private static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new SmoothieException("view \"regex:%s\": bad pattern at character %d: %s; expected Java's notation"
                    .formatted(pattern, e.getIndex() + 1, e.getDescription()), e);
        }
    }

    /** The output as it is. */
    record Full() implements View {
        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            return Optional.of(output);
        }

        @Override
        public String toString() {
            return "full";
        }
    }

    /**
     * The first line, special tokens removed: what the reference calls cleaning. Takes a backslash followed by n for a line
     * feed, and white space to be what Python strips.
     */
    record FirstLine() implements View {
        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            // In this order, each over the result of the one before, as a token may appear where another was removed.
            String text = output.replace("<pad>", "").replace("<s>", "").replace("</s>", "").replace("</eos>", "")
                    .replace("\\n", "\n");
            int start = 0;
            int end = text.length();
            while (start < end && isPythonSpace(text.charAt(start))) {
                start++;
            }
            while (end > start && isPythonSpace(text.charAt(end - 1))) {
                end--;
            }
            int newline = text.indexOf('\n', start, end);
            return Optional.of(text.substring(start, newline < 0 ? end : newline));
        }

        /** The characters for which {@code str.isspace} is true: bidirectional type WS, B or S, or category Zs. */
        private static boolean isPythonSpace(char c) {
            return (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f) || c == 0x85 || Character.isSpaceChar(c);
        }

        @Override
        public String toString() {
            return "first-line";
        }
    }

    /**
     * The first group of the last match of {@code pattern}, or the whole of that match where the pattern has no group.
     *
     * @param pattern
     *            in Java's notation
     */
    record Regex(Pattern pattern) implements View {
        public Regex {
            Objects.requireNonNull(pattern, "pattern");
        }

        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            Matcher matcher = pattern.matcher(output);
            int group = Math.min(1, matcher.groupCount());
            String last = null;
            try {
                while (matcher.find()) {
                    last = matcher.group(group);
                }
            } catch (StackOverflowError e) {
                throw new SmoothieException(
                        "view \"%s\": the pattern repeats an alternative too often on an output of %d "
                                .formatted(this, output.length())
                                + "characters (\"%s\"); use a character class or a possessive quantifier, such as [ab]*+ for (a|b)*"
                                        .formatted(JsonCursor.excerpt(output)),
                        e);
            }
            return Optional.ofNullable(last);
        }

        @Override
        public String toString() {
            return "regex:" + pattern;
        }
    }

    /**
     * What {@code pointer} refers to in the first JSON object of the output: a string's text, or another value's JSON.
     *
     * @param pointer
     *            into the object
     */
    record Json(JsonPointer pointer) implements View {
        public Json {
            Objects.requireNonNull(pointer, "pointer");
        }

        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            return pointer.findInFirstObject(output);
        }

        @Override
        public String toString() {
            return "json:" + pointer;
        }
    }

    /** The input, a space, and the output. */
    record InputAndOutput() implements View {
        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            return Optional.of(input.orElseThrow() + " " + output);
        }

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public String toString() {
            return "input+output";
        }
    }
}
