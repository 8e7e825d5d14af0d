package org.example.ngrams;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what this embedder promises beyond the contract. */
class NgramEmbedderTest {
    private static final Map<String, ?> LARGE = Map.of("dimension", 65_536);

    private static float[] vector(Map<String, ?> options, String text) {
        try (Embedder embedder = Opened.with(options)) {
            return embedder.embed(List.of(text)).vectors()[0];
        }
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void vectorsHaveLengthOneOrNone() {
        assertEquals(1, product(vector(Map.of(), "ab"), vector(Map.of(), "ab")), 1e-6);
        assertArrayEquals(new float[512], vector(Map.of(), ""));
    }

    @Test
    void textsWithCommonNgramsAreNear() {
        float[] river = vector(LARGE, "the river rhine");
        assertEquals(1, product(river, vector(LARGE, "The River RHINE")), 1e-6);
        // 13 trigrams each, 10 in common: no two of the 16 share a place of 65,536 (by chance once in 500 seeds).
        assertEquals(10 / 13.0, product(river, vector(LARGE, "the river rhone")), 1e-6);
        assertEquals(0, product(river, vector(LARGE, "bank")), 1e-6);
    }

    @Test
    void optionsAreHeeded() {
        assertEquals(7, vector(Map.of("dimension", 7), "text").length);
        assertFalse(Arrays.equals(vector(Map.of(), "text"), vector(Map.of("seed", 1), "text")));
        // One 1-gram four times, in the only place.
        assertEquals(1, Math.abs(vector(Map.of("n", 1, "dimension", 1), "aaaa")[0]));
        var failure = assertThrows(SmoothieException.class, () -> vector(Map.of("n", 0), "text"));
        assertTrue(failure.getMessage().contains("a whole number from 1 to 16"), failure.getMessage());
    }
}
