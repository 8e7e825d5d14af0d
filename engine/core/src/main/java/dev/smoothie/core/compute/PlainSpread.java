package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

/**
 * {@link SpreadKernel} in plain loops: it makes the same operations in the same order, lane by lane, so that the bits
 * of its results are the same. Rows are copied into arrays first, because an access to a memory segment is a
 * dozen calls until it is compiled.
 */
final class PlainSpread {
    private final int lanes;
    private final double[] halves;
    private float[] x = {};
    private float[] centre = {};
    /** What is left of one row: an array of its own, so that the second compiler sees no overlap and makes vectors. */
    private float[] rest = {};
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
        Arrays.fill(centre, 0, d, 0);
        for (int i = 1; i < count; i++) {
            addWeighted(x, i * d, centre, d, (float) weights[i]);
        }
        for (int i = 0; i < count; i++) {
            subtract(x, i * d, centre, rest, d);
            spread[i] = squares(d);
        }
    }

    private void read(Embeddings vectors, long[] rows, int count) {
        int d = vectors.dimension();
        if (x.length < count * d || centre.length < d) {
            x = new float[Math.multiplyExact(count, d)];
            centre = new float[d];
            rest = new float[d];
        }
        MemorySegment segment = vectors.segment();
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(segment, JAVA_FLOAT_UNALIGNED, vectors.offset(rows[i]), x, i * d, d);
        }
    }

    /** {@code centre += weight·(x_i − x_0)}, each rounded once. */
    private static void addWeighted(float[] x, int at, float[] centre, int d, float weight) {
        for (int column = 0; column < d; column++) {
            centre[column] = Math.fma(x[at + column] - x[column], weight, centre[column]);
        }
    }

    /** {@code rest = x_i − x_0 − centre}. */
    private static void subtract(float[] x, int at, float[] centre, float[] rest, int d) {
        for (int column = 0; column < d; column++) {
            rest[column] = x[at + column] - x[column] - centre[column];
        }
    }

    /** The sum of squares, in the order of {@link SpreadKernel}: strips of four vectors, then single vectors. */
    private double squares(int d) {
        Arrays.fill(sums, 0);
        int strips = d - d % (4 * lanes);
        addStrips(rest, strips, sums, lanes);
        for (int column = strips; column < d; column++) {
            int lane = column % lanes;
            sums[lane] = Math.fma(rest[column], rest[column], sums[lane]);
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

    private static void addStrips(float[] rest, int strips, float[] sums, int lanes) {
        for (int strip = 0; strip < strips; strip += 4 * lanes) {
            for (int lane = 0, i = strip; lane < lanes; lane++, i++) {
                float x0 = rest[i];
                float x1 = rest[i + lanes];
                float x2 = rest[i + 2 * lanes];
                float x3 = rest[i + 3 * lanes];
                sums[lane] += Math.fma(x0, x0, x2 * x2) + Math.fma(x1, x1, x3 * x3);
            }
        }
    }
}
