package dev.smoothie.pipeline.plugins;

import java.util.function.Supplier;

/** Texts that come from plugins, or are shown beside what a plugin did with them. */
final class GuardedText {
    private static final int SHOWN = 40;

    private GuardedText() {}

    /** A text that must be there and say something. */
    static String required(PluginGuard guard, String doing, String what, Supplier<String> code) {
        String text = guard.call(doing, () -> String.valueOf(code.get()));
        if (text.isBlank() || text.equals("null")) {
            throw guard.wrong(doing, "%s returned %s".formatted(what, text.isBlank() ? "an empty text" : "null"));
        }
        return text;
    }

    /** The beginning of a text on one line. */
    static String quoted(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
        int end = Math.min(line.length(), SHOWN);
        if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return "the text '%s%s'".formatted(line.substring(0, end), end < line.length() ? "…" : "");
    }
}
