package dev.smoothie.pipeline.views;

import java.util.OptionalInt;

/**
 * Finds out where a JSON object in running text begins and ends if it cannot be read: models write braces in prose,
 * break the syntax of an object, and are cut off in the midst of one.
 */
final class OuterJson {

    private OuterJson() {}

    /** Whether the brace at {@code start} is followed by a key or by a closing brace, so that reading on is worth it. */
    static boolean mayOpen(String text, int start) {
        int next = afterSpace(text, start + 1);
        return next < text.length() && (text.charAt(next) == '"' || text.charAt(next) == '}');
    }

    /** Whether the brace at {@code start} opens an object: {@code {"key":} follows. Other braces are part of the prose. */
    static boolean opens(String text, int start) {
        int key = afterSpace(text, start + 1);
        if (key >= text.length() || text.charAt(key) != '"') {
            return false;
        }
        int colon = afterSpace(text, afterString(text, key));
        return colon < text.length() && text.charAt(colon) == ':';
    }

    /**
     * The place behind the brace that closes the one at {@code start}; empty if none does. Braces in strings do not
     * count, unless with them no brace closes it: then quotes are unbalanced, and strings cannot be told from the rest.
     */
    static OptionalInt end(String text, int start) {
        int end = end(text, start, true);
        return end < 0 ? optional(end(text, start, false)) : optional(end);
    }

    private static OptionalInt optional(int end) {
        return end < 0 ? OptionalInt.empty() : OptionalInt.of(end);
    }

    private static int end(String text, int start, boolean strings) {
        int depth = 0;
        int at = start;
        while (at < text.length()) {
            char c = text.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            at = strings && c == '"' ? afterString(text, at) : at + 1;
            if (depth == 0) {
                return at;
            }
        }
        return -1;
    }

    /** Counts the braces that are open, going through a text once. */
    static final class Depth {
        private final String text;
        private int at;
        private int open;

        Depth(String text, int start) {
            this.text = text;
            this.at = start;
        }

        /** How many are open before {@code place}, counted from the start; places are asked for in ascending order. */
        int at(int place) {
            while (at < place) {
                char c = text.charAt(at);
                open += c == '{' ? 1 : c == '}' ? -1 : 0;
                at = c == '"' ? afterString(text, at) : at + 1;
            }
            return open;
        }
    }

    /** Where the last object begins that no brace closes; empty if there is none. */
    static OptionalInt cutOff(String text) {
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
            if (opens(text, at)) {
                OptionalInt end = end(text, at);
                if (end.isEmpty()) {
                    return OptionalInt.of(at);
                }
                at = end.getAsInt();
            } else {
                at++;
            }
        }
        return OptionalInt.empty();
    }

    private static int afterSpace(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The place behind the string whose opening quote is at {@code quote}; the end of the text if it is not closed. */
    private static int afterString(String text, int quote) {
        int at = quote + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }
}
