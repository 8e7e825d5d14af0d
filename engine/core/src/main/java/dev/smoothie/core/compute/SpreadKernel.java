package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.ByteOrder.nativeOrder;

/**
 * Computes the squared distances of rows to their weighted mean, by SIMD: the kernel of {@link VectorBackend#spread}.
 * Everything is taken relative to the first row, so that a large common offset costs no digits: {@code r_i = ‖(λ_i −
 * λ_0) − c‖²} with {@code c = Σ_j w_j (λ_j − λ_0)}.
 *
 * <p>
 * Columns go in strips four vectors wide, so that origin and centre of a strip stay in registers while all rows are
 * read twice: 35 GB/s from the cache with 512 bits, against 21 for whole rows with the centre in memory. But the
 * processor does not recognise strips of many rows as a pattern that it could fetch ahead (7 GB/s of the 13.5 that one
 * thread can read), so the rows are read once in order before: as a rule while the sample before them is computed, so
 * that memory does not wait for arithmetic. That made the pass a fifth faster where vectors have 256 bits.
 */
final class SpreadKernel {
    private static final int LANES = Lanes.COUNT;
    private static final int STRIP = 4 * LANES;
    private static final long BYTES = LANES * (long) Float.BYTES;
    private static final long CACHE_LINE = 64;
    private static final int STRIP_BYTES = STRIP * Float.BYTES;

    private SpreadKernel() {}

    /** Scratch memory of one thread: reused from call to call, so that a call allocates nothing. */
    static final class Scratch {
        /** A vector of partial sums for each row. */
        private float[] sums = {};
        private final double[] lanes = new double[Lanes.DOUBLE.length()];
        /** Receives what {@link #fetch} read, so that the compiler cannot drop the reading. */
        private final float[] fetched = new float[LANES];
        /** Receives what {@link #strip} read ahead, for the same reason. */
        private final int[] touched = new int[1];
        /** The address of what was read ahead; 0 if nothing was. */
        private long ahead;

        private float[] zeroSums(int count) {
            if (sums.length < count * LANES) {
                sums = new float[count * LANES];
            } else {
                Arrays.fill(sums, 0, count * LANES, 0);
            }
            return sums;
        }
    }

    /** See {@link Backend#spread}. */
    static void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread, Scratch scratch) {
        int d = vectors.dimension();
        float[] sums = scratch.zeroSums(count);
        boolean more = fetch(vectors, rows, count, scratch);
        long ahead = vectors.offset(more ? rows[0] + count : rows[0]);
        int step = more ? STRIP_BYTES : 0;
        int column = 0;
        for (; column <= d - STRIP; column += STRIP) {
            scratch.touched[0] += strip(vectors, rows, count, weights, column, sums, ahead, step);
            ahead += (long) count * step;
        }
        for (; column < d; column += LANES) {
            lastColumns(vectors, rows, count, weights, column, sums);
        }
        for (int i = 0; i < count; i++) {
            spread[i] = sum(FloatVector.fromArray(Lanes.FLOAT, sums, i * LANES), scratch.lanes);
        }
    }

    /**
     * Reads the rows, unless they were read ahead. Returns whether as many rows after them should be: where they follow
     * one another, the next sample's do so too.
     */
    private static boolean fetch(Embeddings vectors, long[] rows, int count, Scratch scratch) {
        long address = vectors.segment().address();
        boolean oneRun = rows[count - 1] == rows[0] + count - 1;
        if (!oneRun || scratch.ahead != address + vectors.offset(rows[0])) {
            fetch(vectors, rows, count, scratch.fetched);
        }
        boolean more = oneRun && rows[0] + 2L * count <= vectors.rows();
        scratch.ahead = more ? address + vectors.offset(rows[0] + count) : 0;
        return more;
    }

    /** Reads the rows in order, those that follow one another in memory in one run. */
    private static void fetch(Embeddings vectors, long[] rows, int count, float[] fetched) {
        for (int first = 0, last = 0; first < count; first = ++last) {
            while (last + 1 < count && rows[last + 1] == rows[last] + 1) {
                last++;
            }
            fetch(vectors.segment(), vectors.offset(rows[first]), vectors.offset(rows[last] + 1), fetched);
        }
    }

    /**
     * Reads one vector of each cache line, eight at once; with four at once, runs of a few lines were a tenth slower.
     */
    private static void fetch(MemorySegment segment, long from, long to, float[] fetched) {
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (long at = from; at <= to - 8 * CACHE_LINE; at += 8 * CACHE_LINE) {
            sum0 = sum0.add(load(segment, at)).add(load(segment, at + 4 * CACHE_LINE));
            sum1 = sum1.add(load(segment, at + CACHE_LINE)).add(load(segment, at + 5 * CACHE_LINE));
            sum2 = sum2.add(load(segment, at + 2 * CACHE_LINE)).add(load(segment, at + 6 * CACHE_LINE));
            sum3 = sum3.add(load(segment, at + 3 * CACHE_LINE)).add(load(segment, at + 7 * CACHE_LINE));
        }
        sum0.add(sum1).add(sum2.add(sum3)).intoArray(fetched, 0);
    }

    /** Reads one number of each cache line of {@code step} bytes a row from {@code ahead} on, and returns their sum. */
    private static int strip(Embeddings vectors, long[] rows, int count, double[] weights, int column, float[] sums,
            long ahead, int step) {
        MemorySegment segment = vectors.segment();
        long shift = (long) column * Float.BYTES;
        long at = vectors.offset(rows[0]) + shift;
        FloatVector origin0 = load(segment, at);
        FloatVector origin1 = load(segment, at + BYTES);
        FloatVector origin2 = load(segment, at + 2 * BYTES);
        FloatVector origin3 = load(segment, at + 3 * BYTES);
        FloatVector centre0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector centre1 = centre0;
        FloatVector centre2 = centre0;
        FloatVector centre3 = centre0;
        for (int i = 1; i < count; i++) {
            FloatVector weight = FloatVector.broadcast(Lanes.FLOAT, (float) weights[i]);
            at = vectors.offset(rows[i]) + shift;
            centre0 = load(segment, at).sub(origin0).fma(weight, centre0);
            centre1 = load(segment, at + BYTES).sub(origin1).fma(weight, centre1);
            centre2 = load(segment, at + 2 * BYTES).sub(origin2).fma(weight, centre2);
            centre3 = load(segment, at + 3 * BYTES).sub(origin3).fma(weight, centre3);
        }
        int touched = 0;
        for (int i = 0; i < count; i++) {
            at = vectors.offset(rows[i]) + shift;
            FloatVector x0 = load(segment, at).sub(origin0).sub(centre0);
            FloatVector x1 = load(segment, at + BYTES).sub(origin1).sub(centre1);
            FloatVector x2 = load(segment, at + 2 * BYTES).sub(origin2).sub(centre2);
            FloatVector x3 = load(segment, at + 3 * BYTES).sub(origin3).sub(centre3);
            FloatVector even = x0.fma(x0, x2.mul(x2));
            FloatVector odd = x1.fma(x1, x3.mul(x3));
            FloatVector.fromArray(Lanes.FLOAT, sums, i * LANES).add(even.add(odd)).intoArray(sums, i * LANES);
            for (int line = 0; line < STRIP_BYTES; line += (int) CACHE_LINE) {
                touched += segment.get(JAVA_INT, ahead + (long) i * step + line);
            }
        }
        return touched;
    }

    /** As {@link #strip}, for the columns that are left: one vector wide, and masked where the rows end. */
    private static void lastColumns(Embeddings vectors, long[] rows, int count, double[] weights, int column,
            float[] sums) {
        MemorySegment segment = vectors.segment();
        VectorMask<Float> inside = Lanes.FLOAT.indexInRange(column, vectors.dimension());
        long shift = (long) column * Float.BYTES;
        FloatVector origin = load(segment, vectors.offset(rows[0]) + shift, inside);
        FloatVector centre = FloatVector.zero(Lanes.FLOAT);
        for (int i = 1; i < count; i++) {
            centre = load(segment, vectors.offset(rows[i]) + shift, inside).sub(origin)
                    .fma(FloatVector.broadcast(Lanes.FLOAT, (float) weights[i]), centre);
        }
        for (int i = 0; i < count; i++) {
            FloatVector x = load(segment, vectors.offset(rows[i]) + shift, inside).sub(origin).sub(centre);
            x.fma(x, FloatVector.fromArray(Lanes.FLOAT, sums, i * LANES)).intoArray(sums, i * LANES);
        }
    }

    /**
     * Adds the lanes in double and in a fixed order: a reduction of the Vector API may change its order between calls.
     */
    private static double sum(FloatVector vector, double[] lanes) {
        DoubleVector low = (DoubleVector) vector.convertShape(VectorOperators.F2D, Lanes.DOUBLE, 0);
        DoubleVector high = (DoubleVector) vector.convertShape(VectorOperators.F2D, Lanes.DOUBLE, 1);
        low.add(high).intoArray(lanes, 0);
        double sum = lanes[0];
        for (int lane = 1; lane < lanes.length; lane++) {
            sum += lanes[lane];
        }
        return sum;
    }

    private static FloatVector load(MemorySegment segment, long offset) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, segment, offset, nativeOrder());
    }

    private static FloatVector load(MemorySegment segment, long offset, VectorMask<Float> inside) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, segment, offset, nativeOrder(), inside);
    }
}
