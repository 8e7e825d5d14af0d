package dev.smoothie.core.estimate;

import org.apache.commons.statistics.distribution.TDistribution;

/** Quantiles of Student's t, for intervals. */
final class StudentT {

    private StudentT() {}

    /** The 97.5 % quantile for a mean of so many samples; NaN below two. */
    static double quantile(long samples) {
        return samples < 2 ? Double.NaN : TDistribution.of(samples - 1.0).inverseSurvivalProbability(0.025);
    }
}
