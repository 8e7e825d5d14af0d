package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.util.Arrays;

/**
 * {@link SpreadKernel} in plain loops: it makes the same operations in the same order, lane by lane, so that the bits
 * of its results are the same. Rows are copied into arrays first, because an access to a memory segment is a
 * dozen calls until it is compiled. Each has an array of its own: the second compiler makes vectors of a loop only if
 * all of its arrays are read and written at one index, because they could be the same array.
 */
final class PlainSpread {
    /** How many lanes are summed at once: the sums stay in registers. */
    private static final int TOGETHER = 4;

    private final int lanes;
    private final double[] halves;
    /** All rows, one after the other. */
    private float[] copied = {};
    private float[][] x = {};
    private float[] centre = {};
    private float[] squares = {};
    private final float[] sums;

    /** Has scratch memory for one thread, and adds as vectors of {@code lanes} floats would. */
    PlainSpread(int lanes) {
        this.lanes = lanes;
        this.halves = new double[lanes / 2];
        this.sums = new float[lanes];
    }

    /** See {@link Backend#spread}. */
    void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread) {
        int d = vectors.dimension();
        read(vectors, rows, count);
        Arrays.fill(centre, 0);
        for (int i = 1; i < count; i++) {
            addWeighted(x[i], x[0], centre, d, (float) weights[i]);
        }
        for (int i = 0; i < count; i++) {
            square(x[i], x[0], centre, squares, d);
            spread[i] = sum(d);
        }
    }

    private void read(Embeddings vectors, long[] rows, int count) {
        int d = vectors.dimension();
        if (x.length < count || centre.length != d) {
            copied = new float[Math.multiplyExact(count, d)];
            x = new float[count][d];
            centre = new float[d];
            squares = new float[d];
        }
        vectors.read(rows, count, copied);
        for (int i = 0; i < count; i++) {
            System.arraycopy(copied, i * d, x[i], 0, d);
        }
    }

    /** {@code centre += weight·(x_i − x_0)}, each rounded once. */
    private static void addWeighted(float[] xi, float[] x0, float[] centre, int d, float weight) {
        for (int column = 0; column < d; column++) {
            centre[column] = Math.fma(xi[column] - x0[column], weight, centre[column]);
        }
    }

    /** {@code squares = (x_i − x_0 − centre)²}, by columns. */
    private static void square(float[] xi, float[] x0, float[] centre, float[] squares, int d) {
        for (int column = 0; column < d; column++) {
            float rest = xi[column] - x0[column] - centre[column];
            squares[column] = rest * rest;
        }
    }

    /** The sum of the squares, in the order of {@link SpreadKernel}: strips of four vectors, then single vectors. */
    private double sum(int d) {
        int strips = d - d % (4 * lanes);
        int done = 0;
        for (; done <= lanes - TOGETHER; done += TOGETHER) {
            addStrips(squares, strips, sums, done, lanes);
        }
        for (; done < lanes; done++) { // vectors of 64 bits have two
            sums[done] = sumOfLane(squares, strips, done, lanes);
        }
        for (int column = strips; column < d; column++) {
            sums[column % lanes] += squares[column];
        }
        for (int lane = 0; lane < halves.length; lane++) {
            halves[lane] = (double) sums[lane] + sums[lane + halves.length];
        }
        double sum = halves[0];
        for (int lane = 1; lane < halves.length; lane++) {
            sum += halves[lane];
        }
        return sum;
    }

    private static float sumOfLane(float[] squares, int strips, int lane, int lanes) {
        float sum = 0;
        for (int i = lane; i < strips; i += 4 * lanes) {
            sum += squares[i] + squares[i + 2 * lanes] + (squares[i + lanes] + squares[i + 3 * lanes]);
        }
        return sum;
    }

    /** Sums {@link #TOGETHER} lanes from {@code lane} on over all strips. */
    private static void addStrips(float[] squares, int strips, float[] sums, int lane, int lanes) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int i = lane; i < strips; i += 4 * lanes) {
            int i1 = i + lanes;
            int i2 = i1 + lanes;
            int i3 = i2 + lanes;
            sum0 += squares[i] + squares[i2] + (squares[i1] + squares[i3]);
            sum1 += squares[i + 1] + squares[i2 + 1] + (squares[i1 + 1] + squares[i3 + 1]);
            sum2 += squares[i + 2] + squares[i2 + 2] + (squares[i1 + 2] + squares[i3 + 2]);
            sum3 += squares[i + 3] + squares[i2 + 3] + (squares[i1 + 3] + squares[i3 + 3]);
        }
        sums[lane] = sum0;
        sums[lane + 1] = sum1;
        sums[lane + 2] = sum2;
        sums[lane + 3] = sum3;
    }
}
