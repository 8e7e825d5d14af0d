package dev.smoothie.pipeline.views;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds answers in the notations that most outputs have, so that nobody has to write a pattern for them. Of several
 * answers in one notation the last counts, because an output may think aloud before; of several notations the first.
 */
final class Answers {
    private static final JsonPointer FIELD = JsonPointer.parse("/answer");
    /** A field of JSON that is broken elsewhere, or in an object within another: where its value begins. */
    private static final Pattern LOOSE_FIELD = Pattern.compile("\"answer\"\\s*+:\\s*+");
    private static final Pattern BOXED = Pattern.compile("\\\\(?:boxed|fbox)\\s*\\{");
    private static final Pattern ANSWER_IS = Pattern.compile("(?i)\\banswer\\s*+(?:is|was|:|=)[ \\t]*+:?\\s*+");
    private static final Pattern HASHES = Pattern.compile("####[ \\t]*([^\\n]+)");
    private static final Pattern NUMBER = Pattern
            .compile("[-+]?(?:\\d{1,3}(?:,\\d{3})++(?!\\d)|\\d++)(?:\\.\\d++)?|[-+]?\\.\\d++");
    private static final String LETTER = "[\\s*_:(\\[{\"'$\\\\]*+(?:(?:text|mathrm|textbf|boxed)\\{)?\\(?([A-Z])(?![A-Za-z'’])";
    /** "answer is (B)", "Answer: B", "answer": "B". */
    private static final Pattern CHOSEN = Pattern
            .compile("(?i:\\b(?:answer|choice|option))\"?\\s*(?i:is|are|:|=)" + LETTER);
    private static final Pattern BOXED_LETTER = Pattern
            .compile("\\\\boxed\\s*\\{\\s*(?:\\\\text\\s*\\{)?\\(?([A-Z])\\)?\\s*\\}?\\}");
    /** A line with nothing but a letter, or one that begins an option, as in "B) the text of B". */
    private static final Pattern ALONE = Pattern.compile("(?m)^[\\s*(]*([A-Z])[\\s*).:]*$");
    private static final Pattern FIRST = Pattern.compile("^[\\s*(]*([A-Z])[).:]");
    private static final Pattern FENCE = Pattern.compile("(?m)^[ \\t]*```[^\\n`]*\\n(.*?)^[ \\t]*```", Pattern.DOTALL);

    private Answers() {}

    /**
     * One way to write an answer.
     *
     * @param name
     *            with an example, to be read after "looks for"
     * @param find
     *            the last answer that an output writes so; empty if none is there, or it is blank
     */
    record Notation(String name, Function<String, Optional<String>> find) {}

    static final List<Notation> ANSWER = List.of(
            new Notation("a JSON field \"answer\": 42",
                    output -> FIELD.find(output).or(() -> field(output))),
            new Notation("\\boxed{42}", Answers::boxed),
            new Notation("\"the answer is 42\"", Answers::sentence),
            new Notation("\"#### 42\"", output -> last(HASHES, output)));

    static final List<Notation> NUMBER_ALONE = List.of(new Notation("a number", output -> last(NUMBER, 0, output)));

    static final List<Notation> CHOICE = List.of(
            new Notation("\"answer is (B)\"", output -> last(CHOSEN, output)),
            new Notation("\\boxed{B}", output -> last(BOXED_LETTER, output)),
            new Notation("a line \"B\"", output -> last(ALONE, output)),
            new Notation("\"B)\" at the beginning", output -> last(FIRST, output)));

    static final List<Notation> CODE = List
            .of(new Notation("a block between lines ```", output -> last(FENCE, output)));

    private static Optional<String> field(String output) {
        Matcher matcher = LOOSE_FIELD.matcher(output);
        OptionalInt cut = OuterJson.cutOff(output);
        var depth = new OuterJson.Depth(output, cut.orElse(output.length()));
        String found = "";
        while (matcher.find()) {
            String value = value(output, matcher.end());
            // An answer within the object that is cut off is not the answer of that object, which did not come.
            boolean inner = depth.at(matcher.start()) > 1;
            found = value.isBlank() || inner ? found : value;
        }
        return Optional.of(found).filter(text -> !text.isBlank());
    }

    /** The value that begins at {@code start}: to the quote that closes it, or to what ends a number or a word. */
    private static String value(String output, int start) {
        boolean quoted = start < output.length() && output.charAt(start) == '"';
        int from = quoted ? start + 1 : start;
        int at = from;
        while (at < output.length() && (quoted ? output.charAt(at) != '"' : ",}]\n\"".indexOf(output.charAt(at)) < 0)) {
            at += output.charAt(at) == '\\' ? 2 : 1;
        }
        return output.substring(from, Math.min(at, output.length())).replace("\\\"", "\"");
    }

    /** The text after the last "answer is", to the end of its sentence or line. */
    private static Optional<String> sentence(String output) {
        Matcher matcher = ANSWER_IS.matcher(output);
        Optional<String> found = Optional.empty();
        while (matcher.find()) {
            int at = matcher.end();
            while (at < output.length() && !endsSentence(output, at)) {
                at++;
            }
            String text = output.substring(matcher.end(), at);
            found = text.isBlank() ? found : Optional.of(text);
            matcher.region(at, output.length());
        }
        return found;
    }

    /** A line feed, or a full stop before white space or the end. */
    private static boolean endsSentence(String output, int at) {
        return output.charAt(at) == '\n' || (output.charAt(at) == '.'
                && (at + 1 == output.length() || Character.isWhitespace(output.charAt(at + 1))));
    }

    /** What is in the last box, to the brace that closes it. Goes through the output once, however many are not closed. */
    private static Optional<String> boxed(String output) {
        var boxes = new BitSet();
        Matcher matcher = BOXED.matcher(output);
        while (matcher.find()) {
            boxes.set(matcher.end() - 1);
        }
        var open = new ArrayDeque<Integer>();
        int last = -1;
        Optional<String> found = Optional.empty();
        for (int at = boxes.nextSetBit(0); at >= 0 && at < output.length(); at++) {
            if (output.charAt(at) == '{') {
                open.push(at);
            } else if (output.charAt(at) == '}' && !open.isEmpty()) {
                int brace = open.pop();
                if (brace > last && boxes.get(brace) && !output.substring(brace + 1, at).isBlank()) {
                    last = brace;
                    found = Optional.of(output.substring(brace + 1, at));
                }
            }
        }
        return found;
    }

    private static Optional<String> last(Pattern pattern, String output) {
        return last(pattern, 1, output);
    }

    private static Optional<String> last(Pattern pattern, int group, String output) {
        Matcher matcher = pattern.matcher(output);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(group).isBlank() ? found : matcher.group(group);
        }
        return Optional.ofNullable(found);
    }
}
