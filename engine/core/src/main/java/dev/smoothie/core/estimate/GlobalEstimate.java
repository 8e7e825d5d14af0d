package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Estimates the errors δ over the whole set (Smoothie-Global): the mean of all row estimates, with its standard error.
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
        Moments[] moments = Moments.of(y);
        for (int generator = 0; generator < m; generator++) {
            error[generator] = moments[generator].mean();
            standardError[generator] = moments[generator].standardError();
            samples[generator] = moments[generator].count();
        }
        return new GlobalEstimate(y, error, standardError, samples);
    }

    /** Half the length of the 95 % interval of δ by Student's t; NaN below two samples. */
    public double margin(int generator) {
        return standardError[generator] * StudentT.quantile(samples[generator]);
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
