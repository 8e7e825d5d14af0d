package dev.smoothie.core.compute;

/**
 * Computes {@link Distance} of vectors on the heap, without the Vector API: the same operations in the same order. For
 * one thread.
 */
public final class PlainDistance {
    private static final int SUMS = Distance.SUMS;

    private final double[] sums = new double[SUMS];

    /** Has memory for the sums. */
    public PlainDistance() {}

    /** {@code ‖x − y‖²} in double of two vectors of one length. */
    public double squared(float[] x, float[] y) {
        add(x, y, x.length, sums);
        return Distance.fold(sums);
    }

    private static void add(float[] x, float[] y, int d, double[] sums) {
        int whole = d - d % SUMS;
        addHalf(x, y, 0, whole, sums);
        addHalf(x, y, SUMS / 2, whole, sums);
        for (int column = whole; column < d; column++) {
            double difference = (double) x[column] - y[column];
            sums[column - whole] += difference * difference;
        }
    }

    /** Fills eight of the sums, which stay in registers: 16 would not. */
    // @formatter:off
    private static void addHalf(float[] x, float[] y, int first, int whole, double[] sums) {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (int column = first; column < whole; column += SUMS) {
            double d0 = (double) x[column] - y[column];
            double d1 = (double) x[column + 1] - y[column + 1];
            double d2 = (double) x[column + 2] - y[column + 2];
            double d3 = (double) x[column + 3] - y[column + 3];
            double d4 = (double) x[column + 4] - y[column + 4];
            double d5 = (double) x[column + 5] - y[column + 5];
            double d6 = (double) x[column + 6] - y[column + 6];
            double d7 = (double) x[column + 7] - y[column + 7];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
            s4 += d4 * d4;
            s5 += d5 * d5;
            s6 += d6 * d6;
            s7 += d7 * d7;
        }
        sums[first] = s0;
        sums[first + 1] = s1;
        sums[first + 2] = s2;
        sums[first + 3] = s3;
        sums[first + 4] = s4;
        sums[first + 5] = s5;
        sums[first + 6] = s6;
        sums[first + 7] = s7;
    }
    // @formatter:on
}
