package dev.smoothie.cli.printing;

import java.util.Locale;

/**
 * Makes text harmless for a terminal: what could move the cursor, change colours, reorder a line, break a table or hide
 * in it is shown as an escape, such as {@code \n} or <code>\</code>{@code u001b}. Names, messages of providers and
 * plugins, and bytes of files that are quoted may hold anything.
 *
 * <p>
 * The escapes are those of JSON, where these characters stand in strings only: a JSON object that is made harmless is
 * the same object.
 */
public final class Harmless {
    /** Space and printable ASCII need no closer look. */
    private static final char FIRST_PLAIN = ' ';
    private static final char LAST_PLAIN = '~';
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int PICTURE_STYLE = 0xFE0F;

    /** First and last of letters and marks without a glyph: fillers, joiners, and selectors of variants. */
    private static final int[] HIDDEN = {0x034F, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x2800, 0x2800,
            0x3164, 0x3164, 0xFE00, 0xFE0D, 0xFFA0, 0xFFA0, 0xE0100, 0xE01EF};

    /** First and last of the blocks of Unicode's East Asian Width W and F. */
    private static final int[] WIDE = {0x1100, 0x115F, 0x2E80, 0x303E, 0x3041, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3,
            0xF900, 0xFAFF, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1AFF0, 0x1B2FF, 0x20000,
            0x3FFFD};
    private static final int FIRST_PICTURE = 0x2300;

    private Harmless() {}

    /** One line: line breaks and tabs in it are shown as escapes too. */
    public static String line(String text) {
        return of(text, false);
    }

    /** Text of several lines, whose line breaks and tabs stay. */
    public static String lines(String text) {
        return of(text, true);
    }

    private static String of(String text, boolean laidOut) {
        int at = 0;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        var shown = new StringBuilder(text.length() + 16).append(text, 0, at);
        int before = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (isHarmless(c, before) || (laidOut && (c == '\n' || c == '\t'))) {
                shown.appendCodePoint(c);
            } else {
                escape(text, at, Character.charCount(c), shown);
            }
            before = c;
            at += Character.charCount(c);
        }
        return shown.toString();
    }

    private static boolean isPlain(char c) {
        return c >= FIRST_PLAIN && c <= LAST_PLAIN;
    }

    /** Whether a code point that follows {@code before} can be seen, and does nothing else. */
    private static boolean isHarmless(int c, int before) {
        return switch (Character.getType(c)) {
            // C0, DEL, C1 (U+009B is an escape sequence's beginning in one character); marks of direction, zero-width
            // characters and tags; half a surrogate pair; what this Unicode does not know.
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, Character.UNASSIGNED ->
                false;
            default -> !isHidden(c, before);
        };
    }

    /**
     * Whether a letter or mark has no glyph (Unicode's Default_Ignorable_Code_Point, of other categories than above).
     * The selector of a picture's style belongs to the symbol before it.
     */
    private static boolean isHidden(int c, int before) {
        if (c == TEXT_STYLE || c == PICTURE_STYLE) {
            return Character.getType(before) != Character.OTHER_SYMBOL
                    && Character.getType(before) != Character.MATH_SYMBOL;
        }
        return isIn(HIDDEN, c);
    }

    private static void escape(String text, int at, int length, StringBuilder to) {
        for (int i = at; i < at + length; i++) {
            switch (text.charAt(i)) {
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                default -> to.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(i)));
            }
        }
    }

    /** How many columns of a terminal harmless text takes: two for each wide character, none for a combining mark. */
    static int width(String text) {
        return text.codePoints().map(Harmless::width).sum();
    }

    private static int width(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return isIn(WIDE, c) || (c >= FIRST_PICTURE && Character.isEmojiPresentation(c));
    }

    private static boolean isIn(int[] ranges, int c) {
        for (int i = 0; i < ranges.length && c >= ranges[i]; i += 2) {
            if (c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Harmless text of at most {@code columns} columns: of a longer one the beginning and the end, between which names
     * of models differ, with a mark between them.
     */
    static String shortened(String text, int columns) {
        if (text.length() <= columns && width(text) <= columns) {
            return text;
        }
        int head = columns / 2;
        int tail = columns - 1 - head;
        return text.substring(0, end(text, head)) + "…" + text.substring(start(text, tail));
    }

    /** Where the longest beginning of that width ends, with the marks that combine with its last character. */
    private static int end(String text, int columns) {
        int end = 0;
        int width = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            width += width(c);
            if (width > columns) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    /** Where the longest end of that width begins, which is not at a mark that combines with what is before it. */
    private static int start(String text, int columns) {
        int start = text.length();
        int width = 0;
        for (int at = text.length(); at > 0;) {
            int c = text.codePointBefore(at);
            width += width(c);
            if (width > columns) {
                break;
            }
            at -= Character.charCount(c);
            if (width(c) > 0) {
                start = at;
            }
        }
        return start;
    }
}
