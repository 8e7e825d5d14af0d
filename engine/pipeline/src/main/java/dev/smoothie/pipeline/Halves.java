package dev.smoothie.pipeline;

import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.BitSet;

/** Parts samples in two halves, of which each is judged by what the other teaches. */
final class Halves {
    /** Two samples in each half. */
    static final int FEWEST = 4;
    /** Spreads hashes, because neighbouring texts have neighbouring ones. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Halves() {}

    /**
     * Which samples are in the second half. The order of the samples does not matter, and those that are told by the same
     * hash are in one half.
     *
     * @param hashes
     *            of what tells the samples from one another, such as their inputs, {@code [n]}
     * @throws SmoothieException
     *             if all are the same
     */
    static BitSet second(int[] hashes) {
        long[] distinct = Arrays.stream(hashes).mapToLong(hash -> hash * SPREAD).sorted().distinct().toArray();
        if (distinct.length == 1) {
            throw new SmoothieException(
                    "all samples that have an output of every generator have the same input, and no half of them can be judged by the other; give more samples");
        }
        var second = new BitSet();
        for (int sample = 0; sample < hashes.length; sample++) {
            second.set(sample, Arrays.binarySearch(distinct, hashes[sample] * SPREAD) % 2 == 1);
        }
        return second;
    }
}
