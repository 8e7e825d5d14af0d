package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.SmoothieException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what embedders send to a server, and what they make of its answers. */
class EmbeddingsTest {
    private static final EmbeddingServer EMBEDS = new EmbeddingServer();

    private final LoopbackServer server = new LoopbackServer(EMBEDS);

    @AfterEach
    void close() {
        server.close();
    }

    private Embedder open(String name, Map<String, ?> options) {
        var all = new HashMap<String, Object>(Map.of("model", "m-1", "base-url", server.url() + "/v1"));
        all.putAll(options);
        return Models.embedder(name, all);
    }

    @ParameterizedTest
    @CsvSource({"openai-embeddings, /v1/embeddings, true", "ollama-embeddings, /v1/api/embed, true",
            "gemini-embeddings, /v1/models/m-1:batchEmbedContents, false", "mistral-embeddings, /v1/embeddings, true"})
    void everyTextHasItsVector(String name, String path, boolean counts) {
        try (Embedder embedder = open(name, Map.of())) {
            assertEquals(EmbeddingServer.DIMENSION, embedder.dimension());
            assertEquals("m-1 at %s/v1".formatted(server.url()), embedder.model());
            EmbeddedBatch batch = embedder.embed(List.of("one", "two!", ""));
            assertArrayEquals(EmbeddingServer.expected("one"), batch.vectors()[0]);
            assertArrayEquals(EmbeddingServer.expected("two!"), batch.vectors()[1]);
            assertArrayEquals(EmbeddingServer.expected("."), batch.vectors()[2]);
            assertEquals(counts ? 3 + 4 + 1 : 0, batch.tokens());
            assertEquals(0, batch.truncated());
            // One request to find the dimension, one for the batch.
            assertEquals(2, server.requests().size());
            assertEquals(path, server.requests().getLast().path());
        }
    }

    @ParameterizedTest
    @CsvSource({"openai-embeddings, OPENAI_API_KEY, authorization", "ollama-embeddings, OPENAI_API_KEY, authorization",
            "gemini-embeddings, GEMINI_API_KEY, x-goog-api-key", "mistral-embeddings, MISTRAL_API_KEY, authorization"})
    void keysAndHeadersReachTheServer(String name, String variable, String header) {
        try (Embedder _ = open(name, Map.of("api-key-env", variable, "headers", Map.of("X-Tenant",
                "${SMOOTHIE_TEST_HEADER}")))) {
            LoopbackServer.Request request = server.request();
            assertTrue(request.headers().get(header).endsWith(System.getenv(variable)));
            assertEquals(System.getenv("SMOOTHIE_TEST_HEADER"), request.headers().get("x-tenant"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-embeddings", "ollama-embeddings", "gemini-embeddings"})
    void vectorsOfAnotherLength(String name) {
        try (Embedder embedder = open(name, Map.of("dimensions", 3))) {
            assertEquals(3, embedder.dimension());
            assertEquals(3, embedder.embed(List.of("one")).vectors()[0].length);
        }
    }

    @Test
    void optionsSetTheBatches() {
        try (Embedder embedder = open("openai-embeddings", Map.of("batch-size", 7, "concurrency", 9))) {
            assertEquals(7, embedder.batchSize());
            assertEquals(9, embedder.concurrency());
        }
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        try (Embedder embedder = open("openai-embeddings", Map.of("max-characters", 4))) {
            EmbeddedBatch batch = embedder
                    .embed(List.of("abcd", "abcde", "abc\uD83D\uDE80", "\uD83D\uDE80\uD83D\uDE80e",
                            "    e"));
            assertEquals(4, batch.truncated());
            JsonNode sent = server.requests().getLast().json().get("input");
            assertEquals(List.of("abcd", "abcd", "abc", "\uD83D\uDE80\uD83D\uDE80", "."),
                    List.of(sent.get(0).asText(), sent
                            .get(1).asText(), sent.get(2).asText(), sent.get(3).asText(), sent.get(4).asText()));
        }
    }

    @Test
    void loneSurrogatesAreReplaced() {
        try (Embedder embedder = open("openai-embeddings", Map.of())) {
            assertArrayEquals(EmbeddingServer.expected("a \uFFFD b"),
                    embedder.embed(List.of("a \uDE80 b")).vectors()[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-embeddings", "gemini-embeddings"})
    void whatPassesIsTriedAgain(String name) {
        var asked = new AtomicInteger();
        server.answer((request, wire) -> {
            switch (asked.getAndIncrement()) {
                case 0 -> wire.send(429, "application/json", "{}", "Retry-After: 0");
                case 1 -> wire.send(503, "text/plain", "busy", "retry-after-ms: 1");
                default -> EMBEDS.answer(request, wire);
            }
        });
        try (Embedder embedder = open(name, Map.of())) {
            assertEquals(EmbeddingServer.DIMENSION, embedder.dimension());
            assertEquals(3, asked.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-embeddings", "gemini-embeddings"})
    void whatDoesNotPassIsGivenUp(String name) {
        server.answer((_, wire) -> wire.send(503, "text/plain", "down for good", "Retry-After: 0"));
        var e = assertThrows(SmoothieException.class, () -> open(name, Map.of()));
        assertFalse(e instanceof LanguageModelException);
        assertTrue(e.getMessage().contains("HTTP 503: down for good") && e.getMessage().endsWith("(4 attempts)"), e
                .getMessage());
        assertEquals(4, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-embeddings", "gemini-embeddings"})
    void whatIsRejectedIsNotTriedAgain(String name) {
        server.answer((request, wire) -> wire.send(401, "text/plain", "got " + request.headers()));
        var e = assertThrows(SmoothieException.class, () -> open(name, Map.of("api-key-env", "GEMINI_API_KEY")));
        assertTrue(e.getMessage().contains("HTTP 401"), e.getMessage());
        assertFalse(e.getMessage().contains(System.getenv("GEMINI_API_KEY")), e.getMessage());
        assertEquals(1, server.requests().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3, 4, 1e39]}]}|Infinity",
            "{\"data\": [{\"index\": 0, \"embedding\": [1, 2]}]}|2 numbers after vectors of 5"})
    void vectorsThatCannotBeUsedAreRefused(String body, String complaint) {
        try (Embedder embedder = open("openai-embeddings", Map.of())) {
            server.answer((_, wire) -> wire.json(body));
            var e = assertThrows(SmoothieException.class, () -> embedder.embed(List.of("one")));
            assertTrue(e.getMessage().contains(complaint), e.getMessage());
        }
    }

    @Test
    void aVectorTooFewIsNoticed() {
        var asked = new AtomicInteger();
        try (Embedder embedder = open("openai-embeddings", Map.of())) {
            server.answer((request, wire) -> {
                if (asked.getAndIncrement() == 0) {
                    wire.json("{\"data\": [{\"index\": 0, \"embedding\": [1, 2, 3, 4, 5]}]}");
                } else {
                    EMBEDS.answer(request, wire);
                }
            });
            assertArrayEquals(EmbeddingServer.expected("two"), embedder.embed(List.of("one", "two")).vectors()[1]);
        }
    }

    @Test
    void vectorsInAnotherOrderAreNotTaken() {
        var asked = new AtomicInteger();
        try (Embedder embedder = open("openai-embeddings", Map.of())) {
            server.answer((request, wire) -> {
                if (asked.getAndIncrement() == 0) {
                    wire.json("{\"data\": [{\"index\": 1, \"embedding\": [1, 2, 3, 4, 5]},"
                            + " {\"index\": 0, \"embedding\": [1, 2, 3, 4, 5]}]}");
                } else {
                    EMBEDS.answer(request, wire);
                }
            });
            assertArrayEquals(EmbeddingServer.expected("two"), embedder.embed(List.of("one", "two")).vectors()[1]);
        }
    }

    @Test
    void aThreadThatIsInterruptedGivesUp() throws Exception {
        var asked = new CountDownLatch(1);
        var failure = new AtomicReference<SmoothieException>();
        var flag = new AtomicInteger();
        try (Embedder embedder = open("openai-embeddings", Map.of())) {
            server.answer((_, wire) -> {
                asked.countDown();
                wire.stall();
            });
            Thread caller = Thread.ofVirtual().start(() -> {
                failure.set(assertThrows(SmoothieException.class, () -> embedder.embed(List.of("one"))));
                flag.set(Thread.currentThread().isInterrupted() ? 1 : 0);
            });
            asked.await();
            caller.interrupt();
            caller.join();
            assertTrue(failure.get().getMessage().contains("was interrupted"), failure.get().getMessage());
            assertEquals(1, flag.get());
        }
    }

    @Test
    void refusesWorkOnceClosed() {
        Embedder embedder = open("openai-embeddings", Map.of());
        embedder.close();
        assertThrows(IllegalStateException.class, () -> embedder.embed(List.of("late")));
    }
}
