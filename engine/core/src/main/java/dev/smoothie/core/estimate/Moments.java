package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
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
        return of(mean, squares, count);
    }

    /** Of all columns of a matrix, which is read twice. */
    static Moments[] of(Matrix matrix) {
        int columns = matrix.columns();
        double[] mean = new double[columns];
        long[] count = new long[columns];
        matrix.forEachRow(0, matrix.rows(), (_, values, at) -> {
            for (int column = 0; column < columns; column++) {
                double x = values[at + column];
                if (!Double.isNaN(x)) {
                    mean[column] += x;
                    count[column]++;
                }
            }
        });
        for (int column = 0; column < columns; column++) {
            mean[column] /= count[column];
        }
        double[] squares = new double[columns];
        matrix.forEachRow(0, matrix.rows(), (_, values, at) -> {
            for (int column = 0; column < columns; column++) {
                double x = values[at + column] - mean[column];
                if (!Double.isNaN(x)) {
                    squares[column] += x * x;
                }
            }
        });
        var moments = new Moments[columns];
        for (int column = 0; column < columns; column++) {
            moments[column] = of(mean[column], squares[column], count[column]);
        }
        return moments;
    }

    private static Moments of(double mean, double squares, long count) {
        double standardError = count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
        return new Moments(mean, standardError, count);
    }

    /** The variance of the numbers, with n − 1; NaN below two of them. */
    double variance() {
        return standardError * standardError * count;
    }
}
