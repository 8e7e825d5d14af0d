package dev.smoothie.plugin.onnx;

import java.text.Normalizer;

/**
 * The {@code BertNormalizer} of a {@code tokenizer.json}, for one character at a time.
 *
 * @param cleans
 *            leaves out control characters, and makes all white space spaces
 * @param setsIdeographsApart
 *            puts spaces around ideographs
 * @param stripsAccents
 *            decomposes characters and leaves out the marks
 * @param lowers
 *            turns into lower case
 */
record BertNormalizer(boolean cleans, boolean setsIdeographsApart, boolean stripsAccents, boolean lowers) {

    private static final int REPLACEMENT = 0xFFFD;

    /** What remains of a character; spaces around an ideograph are not part of it. */
    String normalize(int codePoint) {
        if (cleans) {
            if (isWhiteSpace(codePoint)) {
                // Among them are control characters which would otherwise be left out.
                return codePoint == '\t' || codePoint == '\n' || codePoint == '\r' || !isControl(codePoint)
                        ? " "
                        : "";
            }
            if (codePoint == REPLACEMENT || isControl(codePoint)) {
                return "";
            }
        }
        String character = Character.toString(codePoint);
        StringBuilder normal = new StringBuilder();
        // No character of ASCII has accents; the JDK's tables of decompositions take a while to load.
        (stripsAccents && codePoint >= 0x80 ? Normalizer.normalize(character, Normalizer.Form.NFD) : character)
                .codePoints()
                .filter(c -> !stripsAccents || Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(c -> normal.append(lowers ? lower(c) : Character.toString(c)));
        return normal.toString();
    }

    boolean isSetApart(int codePoint) {
        return setsIdeographsApart && (within(codePoint, 0x4E00, 0x9FFF) || within(codePoint, 0x3400, 0x4DBF)
                || within(codePoint, 0x20000, 0x2A6DF) || within(codePoint, 0x2A700, 0x2B73F)
                || within(codePoint, 0x2B740, 0x2B81F) || within(codePoint, 0x2B920, 0x2CEAF)
                || within(codePoint, 0xF900, 0xFAFF) || within(codePoint, 0x2F800, 0x2FA1F));
    }

    /** Unicode's White_Space. */
    static boolean isWhiteSpace(int c) {
        return within(c, '\t', '\r') || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680
                || within(c, 0x2000, 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F
                || c == 0x3000;
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** Without regard to context: a final sigma is a sigma. */
    private static String lower(int codePoint) {
        return codePoint == 'İ' ? "i\u0307" : Character.toString(Character.toLowerCase(codePoint));
    }

    private static boolean within(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }
}
