package dev.smoothie.engine.generate;

import java.util.Locale;

/**
 * What a generator charges, in money of any currency for a million tokens.
 *
 * @param input
 *            for what it reads; from 0 to {@link #MOST}
 * @param output
 *            for what it writes; from 0 to {@link #MOST}
 */
public record Price(double input, double output) {
    /** A token of English has about four characters; other languages and code have fewer. */
    public static final int CHARACTERS_PER_TOKEN = 4;

    /** The highest price; above it costs would soon be no numbers. */
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

    /** What an exchange of so many tokens costs. */
    public double of(long inputTokens, long outputTokens) {
        return (inputTokens * input + outputTokens * output) / MILLION;
    }

    /** An estimate of what one answer costs, with {@link #CHARACTERS_PER_TOKEN} characters for a token, as for answers whose tokens nobody counted. */
    public double estimate(String question, String answer) {
        return of(tokens(question), tokens(answer));
    }

    /** An estimate of the tokens of a text. */
    static long tokens(String text) {
        return Math.ceilDiv(text.codePointCount(0, text.length()), CHARACTERS_PER_TOKEN);
    }
}
