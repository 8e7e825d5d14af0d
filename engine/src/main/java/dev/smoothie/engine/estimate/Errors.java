package dev.smoothie.engine.estimate;

import dev.smoothie.engine.compute.Matrix;

/** The estimated errors δ of all generators, for each sample: a matrix, or one row that holds for all. */
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
