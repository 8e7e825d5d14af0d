package dev.smoothie.pipeline.truth;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes a text apart into words, which are runs of letters and digits of the lower-cased text. Of ASCII text they are
 * those of Python's {@code rouge_score}, which has none in any other letters. In scripts that put no space between words
 * each character is one, with the marks that belong to it.
 */
public final class Words {
    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA, UnicodeScript.BOPOMOFO, UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER,
            UnicodeScript.MYANMAR, UnicodeScript.TIBETAN, UnicodeScript.YI, UnicodeScript.TAI_LE,
            UnicodeScript.NEW_TAI_LUE, UnicodeScript.TAI_THAM, UnicodeScript.JAVANESE, UnicodeScript.BALINESE);
    /** They join letters of one word, and are not seen. */
    private static final String JOINERS = "\u200c\u200d";

    private Words() {}

    /** The words in their order. */
    public static List<String> of(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC).codePoints().forEach(c -> {
            boolean alone = isWithoutSpaces(c);
            if (!isMark(c) && JOINERS.indexOf(c) < 0 && (alone || !isOfWord(c) || endsAlone(word))) {
                end(word, words);
            }
            if (isOfWord(c) || (isMark(c) && !word.isEmpty())) {
                word.appendCodePoint(c);
            }
        });
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean endsAlone(StringBuilder word) {
        return !word.isEmpty() && isWithoutSpaces(word.codePointAt(0));
    }

    private static boolean isOfWord(int c) {
        return Character.isLetter(c) || Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** Whether a text has letters of a script that puts no space between words, of which each is taken for a word. */
    static boolean withoutSpaces(String text) {
        return text.codePoints().anyMatch(Words::isWithoutSpaces);
    }

    private static boolean isWithoutSpaces(int c) {
        if (c < 0x0e00 || !Character.isLetter(c)) { // Thai is the first of these scripts
            return false;
        }
        // The mark of a long vowel is of no script, and stands in one block with the letters that it follows.
        return WITHOUT_SPACES.contains(UnicodeScript.of(c)) || UnicodeBlock.of(c) == UnicodeBlock.KATAKANA;
    }
}
