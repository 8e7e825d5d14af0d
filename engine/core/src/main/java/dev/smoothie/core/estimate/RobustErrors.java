package dev.smoothie.core.estimate;

import java.util.Arrays;

/**
 * Fits {@code δ_i + δ_j} to the distances of pairs with the least sum of absolute deviations. A few pairs that are far
 * off do not move it, where least squares would spread the deviation of one pair over all.
 */
final class RobustErrors {
    /** The reweighted fits settle within a few dozen steps; each is a matrix of m × m. */
    private static final int STEPS = 60;
    /** Deviations below this fraction of the mean distance count as equally small. */
    private static final double SMALLEST = 1e-6;

    private RobustErrors() {}

    /** By repeated weighted least squares, each weight the inverse of the deviation before. */
    static double[] of(Pairs pairs, double[] distances) {
        double smallest = SMALLEST * Arrays.stream(distances).average().orElseThrow();
        double[] weights = new double[pairs.count()];
        Arrays.fill(weights, 1);
        double[] errors = AdditiveFit.errors(pairs, weights, distances);
        if (smallest <= 0) { // all outputs of every sample are equal
            return errors;
        }
        for (int step = 0; step < STEPS; step++) {
            double[] last = errors;
            pairs.forEach((pair, i,
                    j) -> weights[pair] = smallest
                            / Math.max(smallest, Math.abs(last[i] + last[j] - distances[pair])));
            errors = AdditiveFit.errors(pairs, weights, distances);
        }
        return errors;
    }
}
