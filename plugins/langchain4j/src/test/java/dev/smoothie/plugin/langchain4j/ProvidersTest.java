package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the other protocols: the request as the server receives it, a good answer with its tokens, and failures. */
class ProvidersTest {
    private static final Map<String, Object> OPTIONS = Map.of("temperature", 0.25, "top-p", 0.5, "max-tokens", 64,
            "stop", "END");

    private static final String ANTHROPIC_ANSWER = """
            {"id": "i", "type": "message", "role": "assistant", "model": "m-1", "stop_reason": "end_turn",
             "content": [{"type": "text", "text": "Paris."}], "usage": {"input_tokens": 6,
             "cache_creation_input_tokens": 2, "cache_read_input_tokens": 3, "output_tokens": 7}}""";
    private static final String OLLAMA_ANSWER = """
            {"model": "m-1", "created_at": "2026-01-01T00:00:00Z", "done_reason": "stop", "done": true,
             "message": {"role": "assistant", "content": "Paris."}, "prompt_eval_count": 11, "eval_count": 7}""";
    private static final String GEMINI_ANSWER = """
            {"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}, {"text": "Paris."}], "role": "model"},
             "finishReason": "STOP", "index": 0}], "usageMetadata": {"promptTokenCount": 11,
             "candidatesTokenCount": 2, "thoughtsTokenCount": 5, "totalTokenCount": 18}, "modelVersion": "m-1"}""";
    private static final String MISTRAL_ANSWER = OpenAiTest.answer("\"Paris.\"", "\"stop\"");

    /** A protocol: where its requests go, what carries the key, and an answer of 11 and 7 tokens. */
    enum Protocol {
        /** Its cache's tokens are charged too. */
        ANTHROPIC("/messages", "x-api-key", "ANTHROPIC_API_KEY", ANTHROPIC_ANSWER),
        /** It needs no key; one may be sent. */
        OLLAMA("/api/chat", "authorization", "OPENAI_API_KEY", OLLAMA_ANSWER),
        /** Its thoughts are charged too. */
        GEMINI("/models/m-1:generateContent", "x-goog-api-key", "GEMINI_API_KEY", GEMINI_ANSWER),
        /** As OpenAI's, nearly. */
        MISTRAL("/chat/completions", "authorization", "MISTRAL_API_KEY", MISTRAL_ANSWER);

        private final String path;
        private final String keyHeader;
        private final String keyVariable;
        private final String good;

        Protocol(String path, String keyHeader, String keyVariable, String good) {
            this.path = path;
            this.keyHeader = keyHeader;
            this.keyVariable = keyVariable;
            this.good = good;
        }

        LanguageModel open(LoopbackServer server, Map<String, ?> options) {
            var all = new HashMap<String, Object>(Map.of("api-key-env", keyVariable));
            all.putAll(options);
            return Models.open(name().toLowerCase(Locale.ROOT), server, all);
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksAndReadsTheAnswer(Protocol protocol) {
        var options = new HashMap<>(OPTIONS);
        options.put("headers", Map.of("X-Tenant", "${SMOOTHIE_TEST_HEADER}"));
        if (protocol != Protocol.ANTHROPIC) {
            options.put("seed", 42);
        }
        try (var server = LoopbackServer.json(protocol.good);
                var model = protocol.open(server, options)) {
            Completion completion = model.generate(new Prompt("q1", "The capital of France?", Optional
                    .of("Answer in French.")));
            assertEquals(new Completion("Paris.", OptionalLong.of(11), OptionalLong.of(7), Optional.of("hm")
                    .filter(_ -> protocol == Protocol.GEMINI)), completion);

            LoopbackServer.Request request = server.request();
            assertEquals("/v1" + protocol.path, request.path());
            String key = System.getenv(protocol.keyVariable);
            assertTrue(request.headers().get(protocol.keyHeader).matches("(Bearer )?" + key),
                    request.headers().toString());
            assertEquals(System.getenv("SMOOTHIE_TEST_HEADER"), request.headers().get("x-tenant"));
            assertAsked(protocol, request.json());
        }
    }

    private static void assertAsked(Protocol protocol, JsonNode json) {
        JsonNode parameters = switch (protocol) {
            case ANTHROPIC, MISTRAL -> json;
            case OLLAMA -> json.get("options");
            case GEMINI -> json.get("generationConfig");
        };
        assertEquals(0.25, parameters.get("temperature").asDouble());
        assertEquals(0.5, parameters.get(protocol == Protocol.GEMINI ? "topP" : "top_p").asDouble());
        switch (protocol) {
            case ANTHROPIC -> {
                assertEquals("m-1", json.get("model").asText());
                assertEquals(64, json.get("max_tokens").asInt());
                assertEquals("END", json.at("/stop_sequences/0").asText());
                assertEquals("Answer in French.", json.at("/system/0/text").asText());
                assertEquals("The capital of France?", json.at("/messages/0/content/0/text").asText());
            }
            case OLLAMA -> {
                assertEquals("m-1", json.get("model").asText());
                assertEquals(64, parameters.get("num_predict").asInt());
                assertEquals(42, parameters.get("seed").asInt());
                assertEquals("END", parameters.at("/stop/0").asText());
                assertEquals("Answer in French.", json.at("/messages/0/content").asText());
                assertEquals("The capital of France?", json.at("/messages/1/content").asText());
                assertFalse(json.get("stream").asBoolean());
            }
            case GEMINI -> {
                assertEquals(64, parameters.get("maxOutputTokens").asInt());
                assertEquals(42, parameters.get("seed").asInt());
                assertEquals("END", parameters.at("/stopSequences/0").asText());
                assertEquals("Answer in French.", json.at("/systemInstruction/parts/0/text").asText());
                assertEquals("The capital of France?", json.at("/contents/0/parts/0/text").asText());
            }
            case MISTRAL -> {
                assertEquals("m-1", json.get("model").asText());
                assertEquals(64, json.get("max_tokens").asInt());
                assertEquals(42, json.get("random_seed").asInt());
                assertEquals("END", json.at("/stop/0").asText());
                assertEquals("system", json.at("/messages/0/role").asText());
                assertEquals("user", json.at("/messages/1/role").asText());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isThrottledForAsLongAsTheServerSays(Protocol protocol) {
        try (var server = LoopbackServer.error(429, "{\"error\": {\"message\": \"slow down\"}}", "Retry-After: 7");
                var model = protocol.open(server, Map.of())) {
            LanguageModelException failure = Models.failure(model);
            assertEquals(Kind.THROTTLED, failure.kind());
            assertEquals(Optional.of(Duration.ofSeconds(7)), failure.retryAfter());
            assertTrue(failure.getMessage().contains("slow down"), failure.getMessage());
            assertEquals(1, server.requests().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyTextIsSent(Protocol protocol) {
        try (var server = LoopbackServer.json(protocol.good);
                var model = protocol.open(server, Map.of())) {
            for (String text : List.of("", " ", "\n", "plain")) {
                assertEquals("Paris.", model.generate(new Prompt("q", text, Optional.of(""))).text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherJsonIsGarbled(Protocol protocol) {
        try (var server = LoopbackServer.json("{\"hello\": 1}");
                var model = protocol.open(server, Map.of())) {
            for (String body : List.of("{}", "[]", "", "{\"hello\": 1}", protocol.good.substring(1))) {
                server.answer((_, wire) -> wire.json(body));
                assertEquals(Kind.GARBLED, Models.failure(model).kind());
            }
        }
    }

    @Test
    void anthropicHasALimitByDefault() {
        try (var server = LoopbackServer.json(Protocol.ANTHROPIC.good);
                var model = Protocol.ANTHROPIC.open(server, Map.of())) {
            model.generate(Prompt.of("q", "hello"));
            assertEquals(4096, server.request().json().get("max_tokens").asInt());
        }
    }

    @Test
    void anthropicMayHaveNothingToAdd() {
        try (var server = LoopbackServer.json("""
                {"content": [], "stop_reason": "end_turn", "usage": {"input_tokens": 3, "output_tokens": 2}}""");
                var model = Protocol.ANTHROPIC.open(server, Map.of())) {
            LanguageModelException empty = Models.failure(model);
            assertEquals(Kind.EMPTY, empty.kind());
            assertEquals(Optional.of(Completion.of("", 3, 2)), empty.paid());
            server.answer((_, wire) -> wire.json("{\"content\": [], \"stop_reason\": \"refusal\"}"));
            LanguageModelException failure = Models.failure(model);
            assertEquals(Kind.REJECTED, failure.kind());
            assertTrue(failure.getMessage().contains("refusal"), failure.getMessage());
        }
    }

    @Test
    void geminiBlocks() {
        try (var server = LoopbackServer.json("""
                {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 1}}""");
                var model = Protocol.GEMINI.open(server, Map.of())) {
            LanguageModelException failure = Models.failure(model);
            assertEquals(Kind.REJECTED, failure.kind());
            assertTrue(failure.getMessage().contains("PROHIBITED_CONTENT"), failure.getMessage());
            server.answer((_, wire) -> wire.json("{\"candidates\": [{\"finishReason\": \"SAFETY\", \"index\": 0}]}"));
            assertEquals(Kind.REJECTED, Models.failure(model).kind());
        }
    }

    @Test
    void geminiKeepsTheKeyOutOfTheAddress() {
        try (var server = LoopbackServer.json(Protocol.GEMINI.good);
                var model = Protocol.GEMINI.open(server, Map.of())) {
            model.generate(Prompt.of("q", "hello"));
            assertFalse(server.request().path().contains("?"), server.request().path());
        }
    }
}
