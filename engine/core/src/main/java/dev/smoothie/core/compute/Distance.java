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

    /** The plain form serves so many elements first. */
    private static final VectorForm VECTOR = new VectorForm("distance", 1L << 31, () -> VectorDistance.works(),
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
        private final PlainDistance plain = new PlainDistance();
        private float[] x = {};
        private float[] y = {};

        double squared(MemorySegment a, long i, MemorySegment b, long j, int d) {
            if (x.length != d) {
                x = new float[d];
                y = new float[d];
            }
            MemorySegment.copy(a, JAVA_FLOAT_UNALIGNED, i, x, 0, d);
            MemorySegment.copy(b, JAVA_FLOAT_UNALIGNED, j, y, 0, d);
            return plain.squared(x, y);
        }
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
