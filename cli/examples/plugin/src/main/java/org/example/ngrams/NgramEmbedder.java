package org.example.ngrams;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import java.util.List;
import java.util.Locale;

/**
 * Embeds a text by hashing the n-grams of its characters (feature hashing). Each n-gram, in lower case, adds 1 or -1 to
 * one of d numbers; its hash decides which number and which sign. The sum is scaled to length 1. A text without
 * characters is the zero vector; one with fewer than n is a single n-gram.
 *
 * @param n
 *            characters (code points) in an n-gram
 * @param dimension
 *            d
 * @param seed
 *            of the hash
 * @param concurrency
 *            how many threads the program may use: the embedder has no state, so any number would do
 */
record NgramEmbedder(int n, int dimension, long seed, int concurrency) implements Embedder {

    @Override
    public String model() {
        return "hashed %d-grams, seed %d".formatted(n, seed);
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        return EmbeddedBatch.of(texts.stream().map(this::vector).toArray(float[][]::new));
    }

    private float[] vector(String text) {
        // Code points, so that no n-gram ends in the middle of an emoji.
        int[] characters = text.toLowerCase(Locale.ROOT).codePoints().toArray();
        var counts = new long[dimension];
        for (int from = 0; from < characters.length; from++) {
            if (from == 0 || from + n <= characters.length) {
                long hash = hash(characters, from, Math.min(characters.length, from + n));
                counts[(int) Long.remainderUnsigned(hash >>> 1, dimension)] += (hash & 1) == 0 ? 1 : -1;
            }
        }
        return unit(counts);
    }

    private long hash(int[] characters, int from, int to) {
        long hash = seed;
        for (int i = from; i < to; i++) {
            hash = mix(hash + 0x9E3779B97F4A7C15L * (characters[i] + 1L));
        }
        return hash;
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    private static float[] unit(long[] counts) {
        double squares = 0;
        for (long count : counts) {
            squares += (double) count * count;
        }
        var vector = new float[counts.length];
        double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (scale * counts[i]);
        }
        return vector;
    }
}
