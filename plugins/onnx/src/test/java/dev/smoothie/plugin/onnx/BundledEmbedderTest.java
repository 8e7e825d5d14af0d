package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BundledEmbedderTest {

    private static Embedder embedder;

    @BeforeAll
    static void open() {
        embedder = BundledModel.open();
    }

    @AfterAll
    static void close() {
        embedder.close();
    }

    @Test
    void isBgeSmall() {
        assertEquals(384, embedder.dimension());
        assertEquals("bge-small-en-v1.5 (int8)", embedder.model());
        assertEquals(2, embedder.concurrency());
    }

    @Test
    void vectorsHaveLengthOne() {
        for (float[] vector : embedder.embed(List.of("", "a", "Paris is the capital of France.")).vectors()) {
            assertEquals(1, dot(vector, vector), 1e-6);
        }
    }

    @Test
    void likeMeaningsAreNearerThanUnlikeOnes() {
        float[][] v = embedder.embed(List.of("How do I bake sourdough bread?",
                "A recipe for making a loaf with a sourdough starter.",
                "The parliament voted against the new tax law.")).vectors();
        assertTrue(dot(v[0], v[1]) > dot(v[0], v[2]) + 0.1);
    }

    @Test
    void countsTokensWithTheSpecialOnes() {
        assertEquals(2, embedder.embed(List.of("")).tokens());
        // Each is one word of the vocabulary.
        assertEquals(5 + 2, embedder.embed(List.of("the cat sat down .")).tokens());
    }

    @Test
    void truncatesAt512Tokens() {
        EmbeddedBatch fits = embedder.embed(List.of("word ".repeat(510)));
        assertEquals(512, fits.tokens());
        assertEquals(0, fits.truncated());

        EmbeddedBatch tooLong = embedder.embed(List.of("word ".repeat(511), "word ".repeat(200_000), "word"));
        assertEquals(512 + 512 + 3, tooLong.tokens());
        assertEquals(2, tooLong.truncated());
        assertArrayEquals(fits.vectors()[0], tooLong.vectors()[0]);
        assertArrayEquals(fits.vectors()[0], tooLong.vectors()[1]);
    }

    @Test
    void refusesWorkOnceClosed() {
        Embedder other = BundledModel.open();
        other.close();
        assertThrows(IllegalStateException.class, () -> other.embed(List.of("late")));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
