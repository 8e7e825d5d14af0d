package dev.smoothie.spi.tck;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.TokenizedTexts;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that an {@link Embedder} keeps its contract. A subclass opens the embedder; one embedder serves all tests of a
 * class. Vectors are compared bit by bit, because a text has exactly one vector.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EmbedderContract {

    private static final List<String> TEXTS = Texts.AWKWARD;

    private Embedder embedder;

    /** Opens a fresh embedder. Each is closed by these tests. */
    protected abstract Embedder open();

    @BeforeAll
    void openOne() {
        embedder = open();
    }

    @AfterAll
    void closeIt() {
        if (embedder != null) {
            embedder.close();
        }
    }

    @Test
    void describesItself() {
        assertFalse(embedder.model().isBlank());
        assertTrue(embedder.dimension() >= 1, "dimension");
        assertTrue(embedder.concurrency() >= 1, "concurrency");
        assertTrue(embedder.batchSize() >= 1, "batch size");
    }

    @Test
    void everyTextHasOneFiniteVectorOfTheDimension() {
        for (String text : TEXTS) {
            EmbeddedBatch batch = embedder.embed(List.of(text));
            assertEquals(1, batch.vectors().length);
            assertFinite(text, batch.vectors()[0]);
        }
    }

    @Test
    void aVectorDependsOnNothingButItsText() {
        Random random = new Random(7);
        float[][] alone = alone(TEXTS);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < TEXTS.size(); i++) {
            order.add(i);
        }
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(order, random);
            for (List<Integer> part : batches(order)) {
                EmbeddedBatch batch = embedder.embed(part.stream().map(TEXTS::get).toList());
                assertEquals(part.size(), batch.vectors().length);
                for (int i = 0; i < part.size(); i++) {
                    assertArrayEquals(alone[part.get(i)], batch.vectors()[i], TEXTS.get(part.get(i)));
                }
            }
        }
    }

    @Test
    void drawnTextsHaveTheirVectorsInAnyBatch() {
        List<String> texts = Draws.of(Texts.any(), 60, 13);
        float[][] alone = alone(texts);
        int text = 0;
        for (List<String> part : batches(texts)) {
            for (float[] vector : embedder.embed(part).vectors()) {
                assertFinite(texts.get(text), vector);
                assertArrayEquals(alone[text], vector, texts.get(text));
                text++;
            }
        }
        assertEquals(texts.size(), text);
    }

    @Test
    void equalTextsInABatchHaveEqualVectors() {
        int size = Math.min(3, embedder.batchSize());
        float[][] vectors = embedder.embed(Collections.nCopies(size, TEXTS.getFirst())).vectors();
        for (float[] vector : vectors) {
            assertArrayEquals(vectors[0], vector);
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        float[][] alone = alone(TEXTS);
        Callable<float[][]> all = () -> alone(TEXTS);
        try (ExecutorService threads = Executors.newFixedThreadPool(embedder.concurrency())) {
            for (Future<float[][]> result : threads
                    .invokeAll(Collections.nCopies(2 * embedder.concurrency(), all))) {
                assertArrayEquals(alone, result.get());
            }
        }
    }

    @Test
    void aVeryLongTextIsEmbedded() {
        EmbeddedBatch batch = embedder.embed(List.of(Texts.ofLength(880_000)));
        assertFinite("a long text", batch.vectors()[0]);
    }

    @Test
    void tokensOfABatchAreTheSumOverItsTexts() {
        for (List<String> part : batches(TEXTS)) {
            long tokens = 0;
            int truncated = 0;
            for (String text : part) {
                EmbeddedBatch one = embedder.embed(List.of(text));
                tokens += one.tokens();
                truncated += one.truncated();
            }
            EmbeddedBatch batch = embedder.embed(part);
            assertEquals(tokens, batch.tokens());
            assertEquals(truncated, batch.truncated());
        }
    }

    @Test
    void anEncoderHasAFileOfWeights() {
        embedder.encoder().ifPresent(encoder -> {
            assertTrue(Files.isRegularFile(encoder.weights()), encoder.weights().toString());
            assertNotNull(encoder.pooling());
        });
    }

    @Test
    void anEncoderTokenizesEveryTextByItself() {
        embedder.encoder().ifPresent(encoder -> {
            TokenizedTexts together = encoder.tokenize(TEXTS);
            assertEquals(TEXTS.size(), together.texts());
            for (int i = 0; i < TEXTS.size(); i++) {
                assertArrayEquals(encoder.tokenize(List.of(TEXTS.get(i))).ids(),
                        Arrays.copyOfRange(together.ids(), together.starts()[i], together.starts()[i + 1]),
                        TEXTS.get(i));
            }
        });
    }

    @Test
    void anEncoderReadsTheTokensThatItsEmbedderReads() {
        embedder.encoder().ifPresent(encoder -> {
            for (List<String> part : batches(TEXTS)) {
                TokenizedTexts tokenized = encoder.tokenize(part);
                EmbeddedBatch batch = embedder.embed(part);
                assertEquals(batch.tokens(), tokenized.ids().length);
                assertEquals(batch.truncated(), tokenized.truncated());
            }
        });
    }

    @Test
    void vectorsBelongToTheCaller() {
        float[] first = embedder.embed(List.of(TEXTS.getFirst())).vectors()[0];
        float[] copy = first.clone();
        first[0] = Float.NaN;
        try {
            assertArrayEquals(copy, embedder.embed(List.of(TEXTS.getFirst())).vectors()[0]);
        } finally {
            // If the embedder keeps this vector, it gets it back unchanged, so that the other tests do not fail because
            // of it.
            first[0] = copy[0];
        }
    }

    @Test
    void twoEmbeddersAgree() {
        try (Embedder other = open()) {
            assertEquals(embedder.model(), other.model());
            assertEquals(embedder.dimension(), other.dimension());
            assertArrayEquals(alone(List.of(TEXTS.getFirst()))[0],
                    other.embed(List.of(TEXTS.getFirst())).vectors()[0]);
        }
    }

    @Test
    void closingTwiceIsAllowed() {
        Embedder other = open();
        other.close();
        assertDoesNotThrow(other::close);
    }

    private float[][] alone(List<String> texts) {
        return texts.stream().map(text -> embedder.embed(List.of(text)).vectors()[0]).toArray(float[][]::new);
    }

    private <T> List<List<T>> batches(List<T> items) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < items.size(); from += embedder.batchSize()) {
            batches.add(items.subList(from, Math.min(items.size(), from + embedder.batchSize())));
        }
        return batches;
    }

    private void assertFinite(String text, float[] vector) {
        assertEquals(embedder.dimension(), vector.length, text);
        for (float component : vector) {
            assertTrue(Float.isFinite(component), text);
        }
    }
}
