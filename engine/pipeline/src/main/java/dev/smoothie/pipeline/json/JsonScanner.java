package dev.smoothie.pipeline.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over JSON in UTF-8 and makes nothing of it: it only finds out where values begin and end. It is strict, and
 * knows less than {@link JsonCursor}: what is malformed or unusual it refuses, and the caller reads that with a
 * {@code JsonCursor}, which understands it or says what is wrong. What it accepts, a {@code JsonCursor} accepts too.
 * For use by one thread.
 *
 * <p>
 * Unusual are: nesting deeper than {@value #DEEPEST}, an object with more than {@value #MOST_KEYS} keys, a key or a
 * number of more than {@value #LONGEST} bytes, and two keys of an object with the same hash.
 *
 * <p>
 * It is a loop over an array of bytes with few branches, because most commands are so short that the loop runs in code
 * of the first compiler.
 */
public final class JsonScanner {
    private static final int DEEPEST = 64;
    private static final int MOST_KEYS = 1000;
    private static final int LONGEST = 500;

    private byte[] bytes = new byte[0];
    private int at;
    private int keyFrom;
    private int keyTo;
    private boolean keyEscaped;
    private int[] hashes = new int[64];
    private int hashCount;

    /** Goes to a place in a text. The text must end with a line feed. */
    public void start(byte[] text, int from) {
        bytes = text;
        at = from;
        hashCount = 0;
    }

    /** Where it is. */
    public int at() {
        return at;
    }

    /** The byte where it is. */
    public byte peek() {
        return bytes[at];
    }

    /** Passes over one byte. */
    public void step() {
        at++;
    }

    /** Passes over white space within a line. */
    public void space() {
        while (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r') {
            at++;
        }
    }

    /** Passes over white space and this byte, if it comes next. */
    public boolean take(char expected) {
        space();
        if (bytes[at] != expected) {
            return false;
        }
        at++;
        return true;
    }

    /**
     * Passes over a key and its colon, up to its value. The key is then {@code [keyFrom(), keyTo())}, without quotes.
     *
     * @return false if there is none, or it is unusual
     */
    public boolean key() {
        space();
        int from = at + 1;
        if (!string() || at - from > LONGEST) {
            return false;
        }
        keyFrom = from;
        keyTo = at - 1;
        if (!take(':')) {
            return false;
        }
        space();
        return true;
    }

    public int keyFrom() {
        return keyFrom;
    }

    public int keyTo() {
        return keyTo;
    }

    /** Whether the last key has escapes. */
    public boolean keyEscaped() {
        return keyEscaped;
    }

    /** Whether the last key is this text, which is ASCII and has no escapes. */
    public boolean keyIs(String text) {
        if (keyTo - keyFrom != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[keyFrom + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Begins to remember the keys of an object; returns what {@link #endKeys} needs. */
    public int beginKeys() {
        return hashCount;
    }

    /** Forgets the keys of an object. */
    public void endKeys(int mark) {
        hashCount = mark;
    }

    /** Remembers the last key. Returns false if the object may have it already, or has too many. */
    public boolean remember(int mark) {
        if (hashCount - mark == MOST_KEYS) {
            return false;
        }
        int hash = keyEscaped
                ? hash(text(bytes, keyFrom - 1).getBytes(StandardCharsets.UTF_8))
                : hash(bytes, keyFrom, keyTo);
        for (int i = mark; i < hashCount; i++) {
            if (hashes[i] == hash) {
                return false;
            }
        }
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashCount);
        }
        hashes[hashCount++] = hash;
        return true;
    }

    private static int hash(byte[] text) {
        return hash(text, 0, text.length);
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }

    /** Passes over a string with its quotes. Returns false if there is none, or it is malformed. */
    public boolean string() {
        byte[] text = bytes;
        int i = at;
        if (text[i++] != '"') {
            return false;
        }
        keyEscaped = false;
        while (true) {
            int c = text[i];
            if (c >= ' ' && c != '"' && c != '\\') {
                i++;
            } else if (c == '"') {
                at = i + 1;
                return true;
            } else {
                i = c == '\\' ? escape(i) : c < 0 ? character(i) : -1;
                if (i < 0) {
                    return false;
                }
            }
        }
    }

    /** Where the escape at {@code i} ends; -1 if it is malformed. */
    private int escape(int i) {
        keyEscaped = true;
        return switch (bytes[i + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> i + 2;
            case 'u' -> hexadecimal(i + 2) ? i + 6 : -1;
            default -> -1;
        };
    }

    private boolean hexadecimal(int from) {
        for (int digit = from; digit < from + 4; digit++) {
            if (bytes[digit] < 0 || Character.digit(bytes[digit], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Where the character of several bytes at {@code i} ends; -1 if it is malformed (RFC 3629). */
    private int character(int i) {
        int first = bytes[i] & 0xff;
        int second = bytes[i + 1] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return continues(second) ? i + 2 : -1;
        }
        if (first >= 0xe0 && first <= 0xef) {
            boolean allowed = second >= (first == 0xe0 ? 0xa0 : 0x80) && second <= (first == 0xed ? 0x9f : 0xbf);
            return allowed && continues(bytes[i + 2]) ? i + 3 : -1;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            boolean allowed = second >= (first == 0xf0 ? 0x90 : 0x80) && second <= (first == 0xf4 ? 0x8f : 0xbf);
            return allowed && continues(bytes[i + 2]) && continues(bytes[i + 3]) ? i + 4 : -1;
        }
        return -1;
    }

    private static boolean continues(int b) {
        return (b & 0xc0) == 0x80;
    }

    /** Passes over any value. Returns false if there is none, or it is malformed or unusual. */
    public boolean value() {
        return value(0);
    }

    private boolean value(int depth) {
        return switch (bytes[at]) {
            case '"' -> string();
            case '{' -> depth < DEEPEST && object(depth + 1);
            case '[' -> depth < DEEPEST && list(depth + 1);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (take('}')) {
            return true;
        }
        int mark = beginKeys();
        do {
            if (!key() || !remember(mark) || !value(depth)) {
                return false;
            }
        } while (take(','));
        endKeys(mark);
        return take('}');
    }

    private boolean list(int depth) {
        at++;
        if (take(']')) {
            return true;
        }
        do {
            space();
            if (!value(depth)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    /** Passes over a word. Returns false if another text comes next. */
    public boolean literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return endsValue();
    }

    /** Passes over a number. Returns false if there is none, or it is malformed or unusual. */
    public boolean number() {
        int from = at;
        int i = bytes[at] == '-' ? at + 1 : at;
        int whole = digits(i);
        if (whole == i || (bytes[i] == '0' && whole > i + 1)) {
            return false;
        }
        i = whole;
        if (bytes[i] == '.') {
            int fraction = digits(i + 1);
            if (fraction == i + 1) {
                return false;
            }
            i = fraction;
        }
        if (bytes[i] == 'e' || bytes[i] == 'E') {
            i += bytes[i + 1] == '-' || bytes[i + 1] == '+' ? 2 : 1;
            int exponent = digits(i);
            if (exponent == i) {
                return false;
            }
            i = exponent;
        }
        at = i;
        return i - from <= LONGEST && endsValue();
    }

    private int digits(int from) {
        int i = from;
        while (bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    /** Whether a number or a word may end here. */
    private boolean endsValue() {
        return switch (bytes[at]) {
            case ' ', '\t', '\r', '\n', ',', '}', ']' -> true;
            default -> false;
        };
    }

    /**
     * The text of a string that {@link #string} has passed over.
     *
     * @param from
     *            where it begins, at its quote
     */
    public static String text(byte[] bytes, int from) {
        int to = from + 1;
        while (bytes[to] != '"' && bytes[to] != '\\') {
            to++;
        }
        return bytes[to] == '"'
                ? new String(bytes, from + 1, to - from - 1, StandardCharsets.UTF_8)
                : unescaped(bytes, from + 1);
    }

    private static String unescaped(byte[] bytes, int from) {
        var text = new StringBuilder();
        int start = from;
        int i = from;
        while (bytes[i] != '"') {
            if (bytes[i] == '\\') {
                text.append(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                boolean hexadecimal = bytes[i + 1] == 'u';
                text.append(hexadecimal
                        ? (char) Integer.parseInt(new String(bytes, i + 2, 4, StandardCharsets.ISO_8859_1),
                                16)
                        : escaped(bytes[i + 1]));
                i += hexadecimal ? 6 : 2;
                start = i;
            } else {
                i++;
            }
        }
        return text.append(new String(bytes, start, i - start, StandardCharsets.UTF_8)).toString();
    }

    private static char escaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) letter;
        };
    }

    /**
     * The number of bytes within the quotes of a string, if a {@code JsonGenerator} would write its text just so; -1 if
     * not.
     *
     * @param from
     *            where it begins, at its quote
     */
    public static int verbatim(byte[] bytes, int from) {
        int i = from + 1;
        while (bytes[i] != '"') {
            if (bytes[i] == '\\') {
                if (bytes[i + 1] == 'u' || bytes[i + 1] == '/') {
                    return -1;
                }
                i++;
            }
            i++;
        }
        return i - from - 1;
    }
}
