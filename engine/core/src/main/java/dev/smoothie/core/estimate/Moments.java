package dev.smoothie.core.estimate;

import java.util.function.LongToDoubleFunction;

/**
 * Mean and standard error of the numbers of a column that are not NaN. It makes two passes, in order, so the result is
 * the same on every run.
 */
record Moments(double mean, double standardError, long count) {

    static Moments of(long rows, LongToDoubleFunction column) {
        double sum = 0;
        long count = 0;
        for (long row = 0; row < rows; row++) {
            double x = column.applyAsDouble(row);
            if (!Double.isNaN(x)) {
                sum += x;
                count++;
            }
        }
        double mean = sum / count;
        double squares = 0;
        for (long row = 0; row < rows; row++) {
            double x = column.applyAsDouble(row);
            if (!Double.isNaN(x)) {
                squares += (x - mean) * (x - mean);
            }
        }
        double standardError = count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
        return new Moments(mean, standardError, count);
    }

    /** The variance of the numbers, with n − 1; NaN below two of them. */
    double variance() {
        return standardError * standardError * count;
    }
}
