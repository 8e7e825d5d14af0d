package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;

/**
 * Reads the estimated errors δ of all generators for one sample: from a matrix, or from one row that holds for all
 * samples.
 */
@FunctionalInterface
public interface Errors {

    /** Copies the m errors of one sample into {@code errors}; NaN where there is no estimate. Any thread may call. */
    void read(long sample, double[] errors);

    /** A row for each sample: {@code [n, m]}. */
    static Errors of(Matrix matrix) {
        return matrix::read;
    }

    /** The same m errors for every sample. */
    static Errors same(double[] errors) {
        double[] copy = errors.clone();
        return (_, target) -> System.arraycopy(copy, 0, target, 0, copy.length);
    }
}
