package dev.smoothie.spark.cells;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * An input, in an order that is as good as random and is the same however samples are divided and ordered.
 *
 * @param hash
 *            of the id
 * @param id
 *            of the sample
 * @param vector
 *            its embedding; not copied
 */
record SampledInput(long hash, String id, float[] vector) implements Serializable {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    static SampledInput of(String id, float[] vector) {
        long hash = 0;
        for (int i = 0; i < id.length(); i++) {
            hash = mix(hash + GOLDEN + id.charAt(i));
        }
        return new SampledInput(hash, id, vector);
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** The order. */
    static final class Order implements Comparator<SampledInput>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(SampledInput a, SampledInput b) {
            int byHash = Long.compare(a.hash, b.hash);
            return byHash == 0 ? Objects.compare(a.id, b.id, Comparator.naturalOrder()) : byHash;
        }
    }
}
