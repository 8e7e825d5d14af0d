package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

/**
 * Computes the squared distances of rows to their weighted mean, by SIMD: the kernel of {@link VectorBackend#spread}.
 * Everything is taken relative to the first row, so that a large common offset costs no digits: {@code r_i = ‖(λ_i −
 * λ_0) − c‖²} with {@code c = Σ_j w_j (λ_j − λ_0)}.
 *
 * <p>
 * The rows are copied into an array first. With 256 bits and two threads 200,000 samples of eight outputs are read at 10
 * GB/s so, and at 9 GB/s if the loop loads from the memory segment.
 */
final class SpreadKernel {
    private static final int LANES = Lanes.COUNT;
    private static final int STRIP = 4 * LANES;
    private static final int STRIP_BYTES = STRIP * Float.BYTES;
    private static final long CACHE_LINE = 64;

    private SpreadKernel() {}

    /** Scratch memory of one thread: reused from call to call, so that a call allocates nothing. */
    static final class Scratch {
        private float[] x = {};
        /** A vector of partial sums for each row. */
        private float[] sums = {};
        private float[] factors = {};
        /** Receives what was read ahead, so that the compiler cannot drop the reading. */
        private final int[] touched = new int[1];

        /**
         * Where to read ahead, so that memory does not wait for arithmetic: where rows follow one another, the next call
         * takes as many after them. 0 if not.
         */
        private long ahead(Embeddings vectors, long[] rows, int count) {
            return rows[count - 1] == rows[0] + count - 1 && rows[0] + 2L * count <= vectors.rows()
                    ? vectors.offset(rows[0] + count)
                    : 0;
        }

        private float[] zeroSums(int count) {
            if (sums.length < count * LANES) {
                sums = new float[count * LANES];
            } else {
                Arrays.fill(sums, 0, count * LANES, 0);
            }
            return sums;
        }

        private float[] factors(double[] weights, int count) {
            if (factors.length < count) {
                factors = new float[count];
            }
            for (int i = 0; i < count; i++) {
                factors[i] = (float) weights[i];
            }
            return factors;
        }

        private void read(Embeddings vectors, long[] rows, int count) {
            int d = vectors.dimension();
            if (x.length < count * d) {
                x = new float[Math.multiplyExact(count, d)];
            }
            vectors.read(rows, count, x);
        }
    }

    /** See {@link Backend#spread}. */
    static void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread, Scratch scratch) {
        int d = vectors.dimension();
        scratch.read(vectors, rows, count);
        float[] x = scratch.x;
        float[] factors = scratch.factors(weights, count);
        float[] sums = scratch.zeroSums(count);
        long ahead = scratch.ahead(vectors, rows, count);
        int column = 0;
        for (; column <= d - STRIP; column += STRIP) {
            strip(x, d, count, factors, column, sums);
            if (ahead != 0) {
                scratch.touched[0] += touch(vectors.segment(), ahead, ahead + (long) count * STRIP_BYTES);
                ahead += (long) count * STRIP_BYTES;
            }
        }
        for (; column < d; column += LANES) {
            lastColumns(x, d, count, factors, column, sums);
        }
        for (int i = 0; i < count; i++) {
            spread[i] = sum(sums, i * LANES);
        }
    }

    /** Reads one number of each cache line, and returns their sum. */
    private static int touch(MemorySegment segment, long from, long to) {
        int sum = 0;
        for (long at = from; at < to; at += CACHE_LINE) {
            sum += segment.get(JAVA_INT_UNALIGNED, at);
        }
        return sum;
    }

    /** Adds the squares of a strip of every row. */
    private static void strip(float[] x, int d, int count, float[] factors, int column, float[] sums) {
        FloatVector origin0 = load(x, column);
        FloatVector origin1 = load(x, column + LANES);
        FloatVector origin2 = load(x, column + 2 * LANES);
        FloatVector origin3 = load(x, column + 3 * LANES);
        FloatVector centre0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector centre1 = centre0;
        FloatVector centre2 = centre0;
        FloatVector centre3 = centre0;
        for (int i = 1, at = column + d; i < count; i++, at += d) {
            FloatVector factor = FloatVector.broadcast(Lanes.FLOAT, factors[i]);
            centre0 = load(x, at).sub(origin0).fma(factor, centre0);
            centre1 = load(x, at + LANES).sub(origin1).fma(factor, centre1);
            centre2 = load(x, at + 2 * LANES).sub(origin2).fma(factor, centre2);
            centre3 = load(x, at + 3 * LANES).sub(origin3).fma(factor, centre3);
        }
        for (int i = 0, at = column; i < count; i++, at += d) {
            FloatVector x0 = load(x, at).sub(origin0).sub(centre0);
            FloatVector x1 = load(x, at + LANES).sub(origin1).sub(centre1);
            FloatVector x2 = load(x, at + 2 * LANES).sub(origin2).sub(centre2);
            FloatVector x3 = load(x, at + 3 * LANES).sub(origin3).sub(centre3);
            FloatVector even = x0.mul(x0).add(x2.mul(x2));
            FloatVector odd = x1.mul(x1).add(x3.mul(x3));
            load(sums, i * LANES).add(even.add(odd)).intoArray(sums, i * LANES);
        }
    }

    /** As {@link #strip}, for the columns that are left: one vector wide, and masked where the rows end. */
    private static void lastColumns(float[] x, int d, int count, float[] factors, int column, float[] sums) {
        VectorMask<Float> inside = Lanes.FLOAT.indexInRange(column, d);
        FloatVector origin = load(x, column, inside);
        FloatVector centre = FloatVector.zero(Lanes.FLOAT);
        for (int i = 1; i < count; i++) {
            centre = load(x, i * d + column, inside).sub(origin)
                    .fma(FloatVector.broadcast(Lanes.FLOAT, factors[i]), centre);
        }
        for (int i = 0; i < count; i++) {
            FloatVector rest = load(x, i * d + column, inside).sub(origin).sub(centre);
            rest.mul(rest).add(load(sums, i * LANES)).intoArray(sums, i * LANES);
        }
    }

    /**
     * Adds the lanes in double and in a fixed order: a reduction of the Vector API may change its order between calls.
     */
    private static double sum(float[] sums, int first) {
        double sum = 0;
        for (int lane = first; lane < first + LANES / 2; lane++) {
            sum += (double) sums[lane] + sums[lane + LANES / 2];
        }
        return sum;
    }

    private static FloatVector load(float[] values, int at) {
        return FloatVector.fromArray(Lanes.FLOAT, values, at);
    }

    private static FloatVector load(float[] values, int at, VectorMask<Float> inside) {
        return FloatVector.fromArray(Lanes.FLOAT, values, at, inside);
    }
}
