package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

/**
 * Computes the squared distance by which neighbours are ordered. Differences are taken first, in double, squared, and
 * added to one of 16 sums, column by column in turn; the sums are then folded in halves. With and without SIMD, at
 * every width, the same operations are made in the same order, so that all backends and machines order near-ties alike,
 * to the last bit.
 */
public final class Distance {
    /**
     * How many sums are filled in turn: two vectors of 512 bits, so that an addition need not wait for the one before.
     */
    static final int SUMS = 16;

    /** The plain form serves so many elements first: small jobs have fewer. */
    private static final VectorForm VECTOR = new VectorForm("distance", 1 << 28, () -> VectorDistance.works(),
            DistanceTrial::new);
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private Distance() {}

    /** {@code ‖a_i − b_j‖²} in double. */
    public static double squared(Embeddings a, long i, Embeddings b, long j) {
        return VECTOR.serves(a.dimension())
                ? VectorDistance.squared(a.segment(), a.offset(i), b.segment(), b.offset(j), a.dimension())
                : SCRATCH.get().squared(a.segment(), a.offset(i), b.segment(), b.offset(j), a.dimension());
    }

    /** The plain form, with memory for two rows. */
    static final class Scratch {
        private float[] x = {};
        private float[] y = {};
        private final double[] sums = new double[SUMS];

        double squared(MemorySegment a, long i, MemorySegment b, long j, int d) {
            if (x.length < d) {
                x = new float[d];
                y = new float[d];
            }
            MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, i, x, 0, d);
            MemorySegment.copy(b, JAVA_FLOAT_UNALIGNED, j, y, 0, d);
            add(x, y, d, sums);
            return fold(sums);
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

    private static final class DistanceTrial implements VectorForm.Trial {
        private static final int ROWS = 64;
        private static final int D = 384;
        private final Scratch scratch = new Scratch();
        private final MemorySegment rows = Arena.ofAuto().allocate((long) ROWS * D * Float.BYTES, Embeddings.ALIGNMENT);

        @Override
        public double plain() {
            double sum = 0;
            for (long row = 0; row < rows.byteSize(); row += D * (long) Float.BYTES) {
                sum += scratch.squared(rows, row, rows, 0, D);
            }
            return sum;
        }

        @Override
        public double vector() {
            double sum = 0;
            for (long row = 0; row < rows.byteSize(); row += D * (long) Float.BYTES) {
                sum += VectorDistance.squared(rows, row, rows, 0, D);
            }
            return sum;
        }
    }

    /** Adds the upper half to the lower until one sum is left; overwrites. The length is a power of two. */
    static double fold(double[] sums) {
        for (int half = sums.length / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[i] += sums[i + half];
            }
        }
        return sums[0];
    }
}
