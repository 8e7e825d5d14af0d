package dev.smoothie.core.belief;

import dev.smoothie.core.evaluate.RankCorrelation;
import java.util.Arrays;

/**
 * Says whether a ranking is one by length: Spearman's rank correlation between estimated quality and the mean length of
 * outputs.
 *
 * @param spearman
 *            1 where the longest are best, −1 where the shortest are; NaN where all are equal
 */
public record LengthCorrelation(double spearman) {
    /** From here on quality and length are hardly two things. */
    public static final double HIGH = 0.85;

    /** Compares errors {@code [m]} with lengths {@code [m]}. */
    public static LengthCorrelation of(double[] lengths, double[] errors) {
        return new LengthCorrelation(
                RankCorrelation.of(Arrays.stream(errors).map(error -> -error).toArray(), lengths).spearman());
    }

    /** Whether the ranking may be one by length. */
    public boolean high() {
        return Math.abs(spearman) >= HIGH;
    }
}
