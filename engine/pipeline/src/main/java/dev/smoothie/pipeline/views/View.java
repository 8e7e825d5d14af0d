package dev.smoothie.pipeline.views;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Selects the part of an output that is embedded. Often only a small part of an output matters, such as the answer
 * after the reasoning, and the rest only adds noise to distances. Immutable; any number of threads may use it.
 */
public sealed interface View {

    /** The notations of all views, for messages and help. */
    String KNOWN = "full, first-line, answer, number, choice, code, regex:PATTERN, json:POINTER, input+output";

    /**
     * The text to embed.
     *
     * @param input
     *            the sample's input; must be present if {@link #needsInput}
     * @param output
     *            the generator's output
     * @return empty if the output does not have what the view looks for
     */
    Optional<String> apply(Optional<String> input, String output);

    /**
     * Whether the output has what the view looks for, and that is not blank. If not, the output says nothing: it is
     * silent.
     */
    default boolean says(String output) {
        return found(output) >= 0;
    }

    /** What the view looks for, one or more things with an example, in the order in which they are looked for. */
    List<String> looksFor();

    /** Which of {@link #looksFor} the output has, and that is not blank; -1 if none. */
    default int found(String output) {
        return apply(Optional.empty(), output).filter(text -> !text.isBlank()).isPresent() ? 0 : -1;
    }

    /** Whether what it finds is an answer, and not a text. */
    default boolean findsAnswers() {
        return switch (this) {
            case Regex _,Json _ -> true;
            case Prepared prepared -> prepared != Prepared.CODE;
            case Full _,FirstLine _,InputAndOutput _ -> false;
        };
    }

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
            case "answer" -> Prepared.ANSWER;
            case "number" -> Prepared.NUMBER;
            case "choice" -> Prepared.CHOICE;
            case "code" -> Prepared.CODE;
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
        public List<String> looksFor() {
            return List.of("any text");
        }

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
     * The first line, without special tokens: what the paper's reference code calls cleaning. A backslash followed by n
     * counts as a line feed, and white space is what Python strips.
     */
    record FirstLine() implements View {
        @Override
        public List<String> looksFor() {
            return List.of("a text in the first line");
        }

        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            // In this order, each on the result of the one before: a token may appear where another was removed.
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
     * A match in which that is blank found nothing, and does not count: {@code .*} matches once more at the end of every
     * text.
     *
     * @param pattern
     *            in Java's notation
     */
    record Regex(Pattern pattern) implements View {
        public Regex {
            Objects.requireNonNull(pattern, "pattern");
        }

        @Override
        public List<String> looksFor() {
            return List.of("the pattern " + pattern);
        }

        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            Matcher matcher = pattern.matcher(output);
            int group = Math.min(1, matcher.groupCount());
            String last = null;
            try {
                while (matcher.find()) {
                    String found = matcher.group(group);
                    last = found == null || found.isBlank() ? last : found;
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
     * What {@code pointer} points to in the first JSON object of the output that has it: the text of a string, or the
     * JSON of another value. See {@link JsonPointer#find}.
     *
     * @param pointer
     *            into the object
     */
    record Json(JsonPointer pointer) implements View {
        public Json {
            Objects.requireNonNull(pointer, "pointer");
        }

        @Override
        public List<String> looksFor() {
            return List.of("a value at %s in a JSON object".formatted(pointer));
        }

        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            return pointer.find(output);
        }

        @Override
        public String toString() {
            return "json:" + pointer;
        }
    }

    /** What most outputs with an answer have, see {@link Answers}. */
    enum Prepared implements View {
        /** A JSON field "answer", a LaTeX box, "the answer is …" or "#### …"; the first of these that is there. */
        ANSWER,
        /** The last number. */
        NUMBER,
        /** The letter of a multiple choice. */
        CHOICE,
        /** The last block of code between fences. */
        CODE;

        private List<Answers.Notation> notations() {
            return switch (this) {
                case ANSWER -> Answers.ANSWER;
                case NUMBER -> Answers.NUMBER_ALONE;
                case CHOICE -> Answers.CHOICE;
                case CODE -> Answers.CODE;
            };
        }

        @Override
        public List<String> looksFor() {
            return notations().stream().map(Answers.Notation::name).toList();
        }

        @Override
        public int found(String output) {
            List<Answers.Notation> notations = notations();
            int at = 0;
            while (at < notations.size() && notations.get(at).find().apply(output).isEmpty()) {
                at++;
            }
            return at < notations.size() ? at : -1;
        }

        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            for (Answers.Notation notation : notations()) {
                Optional<String> found = notation.find().apply(output);
                if (found.isPresent()) {
                    return found.map(this == ANSWER ? String::strip : UnaryOperator.identity());
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The input, a space, and the output. */
    record InputAndOutput() implements View {
        @Override
        public Optional<String> apply(Optional<String> input, String output) {
            return Optional.of(input.orElseThrow() + " " + output);
        }

        @Override
        public List<String> looksFor() {
            return List.of("any text");
        }

        @Override
        public int found(String output) {
            return output.isBlank() ? -1 : 0;
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
