package dev.smoothie.pipeline.embedding;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings short answers into one form, so that answers that mean the same are the same text: white space, case, a full
 * stop at the end, quotes and what LaTeX and Markdown wrap around an answer do not count. Numbers count as numbers:
 * {@code 1,000}, {@code $1000.0} and {@code 1000 %} are one.
 */
public final class AnswerText {
    /** What may stand around an answer. Group 1 is what is inside. */
    private static final List<Pattern> WRAPPERS = List.of(Pattern.compile("\\$\\$(.*)\\$\\$", Pattern.DOTALL),
            Pattern.compile("\\$(.*[^\\\\])\\$", Pattern.DOTALL),
            Pattern.compile("\\\\\\((.*)\\\\\\)", Pattern.DOTALL),
            Pattern.compile("\\\\\\[(.*)\\\\\\]", Pattern.DOTALL),
            Pattern.compile("\\\\(?:boxed|fbox|text|textbf|textit|textrm|mathrm|mathbf|mbox)\\s*\\{([^{}]*)\\}"),
            Pattern.compile("\\\\boxed\\s*\\{(.*)\\}", Pattern.DOTALL),
            Pattern.compile("\\*\\*(.*)\\*\\*", Pattern.DOTALL),
            Pattern.compile("\"(.*)\"", Pattern.DOTALL), Pattern.compile("'(.*)'", Pattern.DOTALL),
            Pattern.compile("`(.*)`", Pattern.DOTALL), Pattern.compile("\\(([A-Za-z])\\)"),
            Pattern.compile("(.*)\\.", Pattern.DOTALL));
    private static final Pattern NUMBER = Pattern.compile(
            "[$€£]?\\s*([-+]?)[$€£]?\\s*((?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d*)?|\\.\\d+)\\s*(?:%|percent)?");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** A number with more digits is compared as a text. */
    private static final int MOST_DIGITS = 1000;

    private AnswerText() {}

    /** The one form of an answer; the same for answers that are equal. */
    public static String normalised(String answer) {
        String text = unwrapped(SPACE.matcher(answer.strip()).replaceAll(" "));
        text = text.replace("\\%", "%").replace("\\$", "$").replace("\\,", "").replace("\\!", "").strip();
        text = unwrapped(text).toLowerCase(Locale.ROOT);
        Matcher number = NUMBER.matcher(text);
        if (text.length() <= MOST_DIGITS && number.matches()) {
            return number(number.group(1), number.group(2));
        }
        return text;
    }

    private static String number(String sign, String digits) {
        var value = new BigDecimal(digits.replace(",", "")).stripTrailingZeros();
        return (sign.equals("-") ? value.negate() : value).toPlainString();
    }

    private static String unwrapped(String wrapped) {
        String text = wrapped;
        for (boolean found = true; found;) {
            found = false;
            for (Pattern wrapper : WRAPPERS) {
                Matcher matcher = wrapper.matcher(text);
                if (matcher.matches()) {
                    text = matcher.group(1).strip();
                    found = true;
                }
            }
        }
        return text;
    }
}
