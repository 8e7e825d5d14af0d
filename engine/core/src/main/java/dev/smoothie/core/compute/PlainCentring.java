package dev.smoothie.core.compute;

import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

/** {@link Centring} in plain loops over arrays, into which rows are copied. For one thread. */
final class PlainCentring {
    private float[] x = {};

    private float[] read(MemorySegment rows, long offset, int d) {
        if (x.length < d) {
            x = new float[d];
        }
        MemorySegment.copy(rows, JAVA_FLOAT_UNALIGNED, offset, x, 0, d);
        return x;
    }

    float survey(MemorySegment rows, long from, long to, double[] sums) {
        float largest = 0;
        for (long at = from; at < to; at += (long) sums.length * Float.BYTES) {
            largest = Math.max(largest, add(read(rows, at, sums.length), sums));
        }
        return largest;
    }

    /** Adds a row to the sums, and returns its largest absolute element. */
    private static float add(float[] x, double[] sums) {
        float largest = 0;
        for (int column = 0; column < sums.length; column++) {
            sums[column] += x[column];
            float size = Math.abs(x[column]);
            largest = size > largest ? size : largest;
        }
        return largest;
    }

    void centre(MemorySegment rows, long offset, float scale, float[] mean, MemorySegment target, long at) {
        float[] row = read(rows, offset, mean.length);
        for (int column = 0; column < mean.length; column++) {
            row[column] = row[column] * scale - mean[column];
        }
        MemorySegment.copy(row, 0, target, JAVA_FLOAT_UNALIGNED, at, mean.length);
    }

    double squaredLength(MemorySegment rows, long offset, float scale, float[] mean) {
        float[] row = read(rows, offset, mean.length);
        double even = 0;
        double odd = 0;
        int column = 0;
        for (; column < mean.length - 1; column += 2) { // two sums, so that an addition need not wait for the last
            double x0 = row[column] * scale - mean[column];
            double x1 = row[column + 1] * scale - mean[column + 1];
            even += x0 * x0;
            odd += x1 * x1;
        }
        for (; column < mean.length; column++) {
            double x0 = row[column] * scale - mean[column];
            even += x0 * x0;
        }
        return even + odd;
    }
}
