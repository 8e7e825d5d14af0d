package dev.smoothie.engine.estimate;

import dev.smoothie.engine.compute.Matrix;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Smoothie-Global: the mean of all row estimates, and how sure it is.
 *
 * @param y
 *            the row estimates {@code [n, m]}
 * @param error
 *            δ of each generator, NaN where no sample has an estimate
 * @param standardError
 *            sd of y_i over √(number of estimates); NaN below two
 * @param samples
 *            how many samples have an estimate of each generator
 */
public record GlobalEstimate(Matrix y, double[] error, double[] standardError, long[] samples) {

    /** Averages the rows of {@code y}. */
    public static GlobalEstimate of(Matrix y) {
        int m = y.columns();
        double[] error = new double[m];
        double[] standardError = new double[m];
        long[] samples = new long[m];
        for (int generator = 0; generator < m; generator++) {
            int column = generator;
            var moments = Moments.of(y.rows(), sample -> y.get(sample, column));
            error[generator] = moments.mean();
            standardError[generator] = moments.standardError();
            samples[generator] = moments.count();
        }
        return new GlobalEstimate(y, error, standardError, samples);
    }

    /**
     * The paired difference {@code δ_i − δ_j} over the samples that have both.
     *
     * @param difference
     *            its mean
     * @param standardError
     *            sd of y_i − y_j over √samples
     * @param samples
     *            how many samples have both
     */
    public record Difference(double difference, double standardError, long samples) {

        /** Whether zero lies in the 95 % interval of Student's t, that is: the data do not tell the two apart. */
        public boolean canBeZero() {
            if (samples < 2) {
                return true;
            }
            double t = TDistribution.of(samples - 1.0).inverseSurvivalProbability(0.025);
            return !(Math.abs(difference) > t * standardError);
        }
    }

    /** The paired difference between two generators. */
    public Difference difference(int i, int j) {
        var moments = Moments.of(y.rows(), sample -> y.get(sample, i) - y.get(sample, j));
        return new Difference(moments.mean(), moments.standardError(), moments.count());
    }

    /** The generators from the best to the worst; equal ones by index, those without an estimate last. */
    public List<Integer> ranking() {
        return IntStream.range(0, error.length).boxed()
                .sorted(Comparator.comparingDouble(generator -> error[generator])).toList();
    }

    /** Quality of each generator, see {@link Quality}. */
    public double[] quality() {
        return Quality.of(error);
    }
}
