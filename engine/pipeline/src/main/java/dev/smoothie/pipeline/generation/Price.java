package dev.smoothie.pipeline.generation;

import java.util.Locale;

/**
 * What a generator charges for a million tokens, in money of any currency.
 *
 * @param input
 *            for tokens of prompts; from 0 to {@link #MOST}
 * @param output
 *            for tokens of answers; from 0 to {@link #MOST}
 */
public record Price(double input, double output) {
    /**
     * The number of characters that an estimate takes for a token. A token of English has about four; other languages
     * and code have fewer.
     */
    public static final int CHARACTERS_PER_TOKEN = 4;

    /** The highest price. Above it costs would soon be too large for a number. */
    public static final double MOST = 1e9;

    private static final double MILLION = 1e6;

    public Price {
        requireAmount("input", input);
        requireAmount("output", output);
    }

    private static void requireAmount(String what, double price) {
        if (!(price >= 0 && price <= MOST)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "the price of a million tokens of %s must be from 0 to %.0e, got %s", what, MOST, price));
        }
    }

    /** What a prompt and an answer of so many tokens cost. */
    public double of(long inputTokens, long outputTokens) {
        return (inputTokens * input + outputTokens * output) / MILLION;
    }

    /**
     * An estimate of what one answer costs, with {@link #CHARACTERS_PER_TOKEN} characters for a token: used for answers
     * whose tokens nobody counted.
     */
    public double estimate(String question, String answer) {
        return of(tokens(question), tokens(answer));
    }

    /** An estimate of the number of tokens of a text. */
    static long tokens(String text) {
        return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS_PER_TOKEN);
    }
}
