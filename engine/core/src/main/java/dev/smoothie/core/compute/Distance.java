package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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

    private static final boolean SIMD = VectorModule.load().toOptional().isPresent() && VectorDistance.works();

    private Distance() {}

    /** {@code ‖a_i − b_j‖²} in double. */
    public static double squared(Embeddings a, long i, Embeddings b, long j) {
        return SIMD
                ? VectorDistance.squared(a.segment(), a.offset(i), b.segment(), b.offset(j), a.dimension())
                : plain(a.segment(), a.offset(i), b.segment(), b.offset(j), a.dimension());
    }

    static double plain(MemorySegment x, long i, MemorySegment y, long j, int d) {
        double[] sums = new double[SUMS];
        for (int column = 0; column < d; column++) {
            long at = (long) column * Float.BYTES;
            double difference = (double) x.get(ValueLayout.JAVA_FLOAT, i + at) - y.get(ValueLayout.JAVA_FLOAT, j + at);
            sums[column % SUMS] += difference * difference;
        }
        return fold(sums);
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
