package dev.smoothie.plugin.langchain4j;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a model that writes its reasoning before its answer, between marks such as {@code <think>} and
 * {@code </think>}, as it does where the server has no parser for them.
 *
 * @param reasoning
 *            what stands between the marks; empty if there are none
 * @param answer
 *            what follows them
 * @param unclosed
 *            the mark that begins the reasoning and has no end; there is no answer then
 */
record Thinking(Optional<String> reasoning, String answer, Optional<String> unclosed) {
    private static final List<Marks> MARKS = List.of(new Marks("<think>", "</think>"),
            new Marks("<thinking>", "</thinking>"), new Marks("<thought>", "</thought>"),
            new Marks("<seed:think>", "</seed:think>"), new Marks("[THINK]", "[/THINK]"),
            new Marks("◁think▷", "◁/think▷"), new Marks("<|channel|>analysis<|message|>", "<|end|>"));
    /** What stands between the reasoning and the answer where a server shows all marks. */
    private static final Pattern FINAL = Pattern
            .compile("\\s*(?:<\\|start\\|>assistant)?<\\|channel\\|>final<\\|message\\|>|<\\|(?:return|end)\\|>\\s*$");
    /** Chat templates of some models write the first mark themselves, so that the model's text has only the second. */
    private static final Pattern ALONE = Pattern.compile("</think>|◁/think▷|\\[/THINK]", Pattern.CASE_INSENSITIVE);

    private record Marks(String begin, String end) {
        boolean beginIn(String text) {
            return text.regionMatches(true, 0, begin, 0, begin.length());
        }

        int endIn(String text) {
            Matcher found = Pattern.compile(Pattern.quote(end), Pattern.CASE_INSENSITIVE).matcher(text);
            return found.find(begin.length()) ? found.start() : -1;
        }
    }

    /** Tells the reasoning at the beginning of a text from the rest. Marks further on are part of the answer. */
    static Thinking of(String text) {
        String begun = text.stripLeading();
        for (Marks marks : MARKS) {
            if (marks.beginIn(begun)) {
                int end = marks.endIn(begun);
                return end < 0
                        ? new Thinking(Optional.of(begun.substring(marks.begin().length()).strip()), "",
                                Optional.of(marks.begin()))
                        : split(begun.substring(marks.begin().length(), end), begun.substring(end + marks.end()
                                .length()));
            }
        }
        Matcher alone = ALONE.matcher(text);
        if (alone.find() && !opensBefore(text, alone.start())) {
            return split(text.substring(0, alone.start()), text.substring(alone.end()));
        }
        return new Thinking(Optional.empty(), unmarked(text), Optional.empty());
    }

    /** Whether the first mark stands somewhere before the second: then both are something that the answer speaks of. */
    private static boolean opensBefore(String text, int end) {
        return MARKS.stream().anyMatch(marks -> Pattern.compile(Pattern.quote(marks.begin()), Pattern.CASE_INSENSITIVE)
                .matcher(text.substring(0, end)).find());
    }

    private static Thinking split(String reasoning, String rest) {
        return new Thinking(Optional.of(reasoning.strip()).filter(words -> !words.isEmpty()), unmarked(rest)
                .stripLeading(), Optional.empty());
    }

    private static String unmarked(String text) {
        return text.contains("<|channel|>final<|message|>") ? FINAL.matcher(text).replaceAll("") : text;
    }
}
