package org.example.bert;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what this embedder promises beyond the contract. */
class BertEmbedderTest {

    @TempDir
    Path model;

    @BeforeEach
    void write() {
        RandomModel.write(model);
    }

    private EmbeddedBatch embed(String text) {
        try (Embedder embedder = Opened.with(model)) {
            return embedder.embed(List.of(text));
        }
    }

    private float[] vector(String text) {
        return embed(text).vectors()[0];
    }

    @Test
    void vectorsHaveLengthOne() {
        for (String text : List.of("", "the cat sat on the mat.")) {
            double squares = 0;
            for (float component : vector(text)) {
                squares += (double) component * component;
            }
            assertEquals(RandomModel.DIMENSION, vector(text).length);
            assertEquals(1, squares, 1e-6);
        }
    }

    @Test
    void wordsAndTheirOrderCount() {
        float[] vector = vector("the cat sat on a mat.");
        assertArrayEquals(vector, vector("The CAT\n sat on a mat. "));
        assertFalse(Arrays.equals(vector, vector("a cat sat on the mat.")));
        assertArrayEquals(vector("the dog"), vector("the tapir"));
    }

    @Test
    void longTextsAreCut() {
        EmbeddedBatch longest = embed("cat ".repeat(RandomModel.MAX_TOKENS - 2));
        EmbeddedBatch longer = embed("cat ".repeat(RandomModel.MAX_TOKENS));
        assertArrayEquals(longest.vectors()[0], longer.vectors()[0]);
        assertEquals(RandomModel.MAX_TOKENS, longer.tokens());
        assertEquals(List.of(0, 1), List.of(longest.truncated(), longer.truncated()));
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        requireRefused("has no line [SEP]", "vocab.txt", "[UNK]\n[CLS]\n");
        requireRefused("does not state layer_norm_eps", "config.json", "{\"num_attention_heads\": 2}");
        Files.delete(model.resolve("config.json"));
        requireRefused("config.json");
    }

    private void requireRefused(String message, String file, String text) throws IOException {
        Files.writeString(model.resolve(file), text);
        requireRefused(message);
        RandomModel.write(model);
    }

    private void requireRefused(String message) {
        var failure = assertThrows(SmoothieException.class, () -> Opened.with(model).close());
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }
}
