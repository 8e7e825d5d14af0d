package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StaticEmbedderTest {

    private static final StaticModel MODEL = StaticModels.drawn(32);

    private static float[] vector(String text) {
        try (Embedder embedder = new StaticEmbedder("drawn", MODEL, 1)) {
            return embedder.embed(List.of(text)).vectors()[0];
        }
    }

    /** An unassigned character and a lone surrogate are in no vocabulary; neither is a word of the one with letters. */
    @Test
    void aTextThatSaysNothingHasTheZeroVector() {
        for (String text : List.of("", "  \n", "[UNK]", "[MASK] [SEP]", "x".repeat(200), "ab\u0378cd", "\ud83d",
                "\ud804\udf83")) {
            assertArrayEquals(new float[32], vector(text), text);
        }
    }

    @Test
    void unknownWordsDoNotCountBesideOthers() {
        assertArrayEquals(vector("bread and butter"), vector("bread \u0378 and " + "x".repeat(200) + " butter [SEP]"));
        assertFalse(Arrays.equals(vector("bread and butter"), vector("bread and")));
    }

    @Test
    void aLongTextCountsToItsEnd() {
        String many = "word ".repeat(200_000);
        try (Embedder embedder = new StaticEmbedder("drawn", MODEL, 1)) {
            EmbeddedBatch batch = embedder.embed(List.of(many, many + "bread ".repeat(100_000)));
            assertEquals(500_000, batch.tokens());
            assertEquals(0, batch.truncated());
            assertFalse(Arrays.equals(batch.vectors()[0], batch.vectors()[1]));
        }
    }

    @Test
    void theNameOfTheModelTellsTablesApart() {
        Embedder embedder = new StaticEmbedder("drawn", MODEL, 1);
        Embedder other = new StaticEmbedder("drawn", StaticModels.drawn(31), 1);
        assertTrue(embedder.model().matches("drawn \\(static, table [0-9a-f]{8}\\)"), embedder.model());
        assertNotEquals(embedder.model(), other.model());
    }

    @Test
    void refusesWorkOnceClosed() {
        Embedder embedder = new StaticEmbedder("drawn", MODEL, 1);
        embedder.close();
        assertThrows(IllegalStateException.class, () -> embedder.embed(List.of("late")));
    }
}
