package dev.smoothie.engine.generate;

/**
 * What a generator charges, in any currency, as long as it is the same for all.
 *
 * @param input
 *            per million tokens of prompts
 * @param output
 *            per million tokens of answers
 */
public record Price(double input, double output) {
    private static final double MILLION = 1e6;

    public Price {
        if (!(input >= 0 && output >= 0 && input < Double.POSITIVE_INFINITY && output < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("prices must be finite and not negative, got " + input + ", " + output);
        }
    }

    /** What an exchange of so many tokens costs. */
    public double of(long inputTokens, long outputTokens) {
        return (inputTokens * input + outputTokens * output) / MILLION;
    }
}
