package dev.smoothie.pipeline.truth;

import dev.smoothie.spi.SmoothieException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Measures how good an output is by comparing it with references, which are right outputs. A score is from 0 to 1; over
 * several references the best counts.
 */
public enum Metric {
    /** F-measure of shared words, as {@code rouge_score} computes it without its stemmer. */
    ROUGE1("rouge1"),
    /** F-measure of shared pairs of words. */
    ROUGE2("rouge2"),
    /** F-measure of the longest common subsequence of words. */
    ROUGE_L("rougeL"),
    /** 1 if output and reference are the same except for white space around them, else 0. */
    EXACT("exact"),
    /**
     * 1 if the reference occurs in the output, in upper or lower case: the paper's metric for SQuAD, TriviaQA and
     * definition extraction.
     */
    CONTAINS("contains"),
    /**
     * The paper's rule for GSM8K: 1 if the first sentence that says "the answer is" has the reference in it, without
     * the commas in numbers.
     */
    GSM8K("gsm8k"),
    /** 1 if the last number of the output equals the last of the reference: 1,000 and 1000.0 are equal. */
    NUMERIC("numeric");

    /**
     * A number: digits with or without commas between thousands. A sign belongs to it unless it is a minus between two
     * numbers.
     */
    private static final Pattern NUMBER = Pattern
            .compile("(?:(?<![\\w.])[-+])?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|(?<!\\d)\\.\\d+");

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    /** The name in {@code --metric NAME}. */
    public String label() {
        return label;
    }

    /** All names, for messages and help. */
    public static String known() {
        return Arrays.stream(values()).map(Metric::label).collect(Collectors.joining(", "));
    }

    /** The metric of that name; empty if there is none. */
    public static Optional<Metric> of(String label) {
        return Arrays.stream(values()).filter(metric -> metric.label.equals(label)).findFirst();
    }

    /**
     * The best score over the references.
     *
     * @param references
     *            at least one, each of which {@link #requireReference} accepts
     */
    public double score(String output, List<String> references) {
        return references.stream().mapToDouble(reference -> score(output, reference)).max().orElseThrow();
    }

    /**
     * Checks that outputs can be compared with a reference by this metric.
     *
     * @param where
     *            file and line, for the message
     * @throws SmoothieException
     *             if {@code numeric} finds no number in it
     */
    public void requireReference(String reference, String where) {
        if (this == NUMERIC && number(reference).isEmpty()) {
            throw new SmoothieException(
                    "%s: the metric numeric compares numbers, and there is none in the reference \"%s\"; use exact or contains"
                            .formatted(where, reference));
        }
    }

    private double score(String output, String reference) {
        return switch (this) {
            case ROUGE1 -> Rouge.ngrams(1, output, reference);
            case ROUGE2 -> Rouge.ngrams(2, output, reference);
            case ROUGE_L -> Rouge.longestCommonSubsequence(output, reference);
            case EXACT -> truth(output.strip().equals(reference.strip()));
            case CONTAINS -> truth(lower(output).contains(lower(reference)));
            case GSM8K -> truth(answer(output).filter(answer -> answer.contains(withoutCommas(reference))).isPresent());
            case NUMERIC -> truth(number(output).filter(found -> found.compareTo(number(reference).orElseThrow()) == 0)
                    .isPresent());
        };
    }

    /**
     * The first sentence, up to a full stop, that says "the answer is". A decimal point ends a sentence too, as in the
     * paper.
     */
    private static Optional<String> answer(String output) {
        return Arrays.stream(output.split("\\.", -1)).filter(sentence -> sentence.contains("the answer is")).findFirst()
                .map(Metric::withoutCommas);
    }

    private static double truth(boolean right) {
        return right ? 1 : 0;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String withoutCommas(String text) {
        return lower(text).replace(",", "");
    }

    private static Optional<BigDecimal> number(String text) {
        Matcher numbers = NUMBER.matcher(text);
        String last = null;
        while (numbers.find()) {
            last = numbers.group();
        }
        return Optional.ofNullable(last).map(number -> new BigDecimal(number.replace(",", "")));
    }

    /** Whether words are counted, so that a text without words is like no other. */
    boolean countsWords() {
        return this == ROUGE1 || this == ROUGE2 || this == ROUGE_L;
    }

    @Override
    public String toString() {
        return label;
    }
}
