package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the protocol of OpenAI: what is sent to the server, and what is made of its answers. */
class OpenAiTest {

    static String answer(String content, String finish) {
        return """
                {"id": "c-1", "object": "chat.completion", "created": 1, "model": "m-1", "choices": [{"index": 0,
                 "message": {"role": "assistant", "content": %s}, "finish_reason": %s}],
                 "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18,
                  "completion_tokens_details": {"reasoning_tokens": 4}}}""".formatted(content, finish);
    }

    private static final String GOOD = answer("\"Paris.\"", "\"stop\"");

    @Test
    void asksOnceAndReadsTheAnswer() {
        try (var server = LoopbackServer.json(GOOD);
                var model = Models.open("openai", server, Map.of())) {
            assertEquals(Completion.of("Paris.", 11, 7), model.generate(Prompt.of("q1", "The capital of France?")));

            LoopbackServer.Request request = server.request();
            assertEquals("POST", request.method());
            assertEquals("/v1/chat/completions", request.path());
            assertEquals("application/json", request.headers().get("content-type"));
            assertNull(request.headers().get("authorization"));
            assertNull(request.headers().get("upgrade"));
            JsonNode json = request.json();
            assertEquals("m-1", json.get("model").asText());
            assertEquals(1, json.get("messages").size());
            assertEquals("user", json.at("/messages/0/role").asText());
            assertEquals("The capital of France?", json.at("/messages/0/content").asText());
            for (String absent : List.of("temperature", "top_p", "max_tokens", "max_completion_tokens", "seed",
                    "stop")) {
                assertFalse(json.has(absent), absent);
            }
            assertFalse(json.path("stream").asBoolean());
        }
    }

    @Test
    void optionsReachTheServer() {
        Map<String, Object> options = Map.of("temperature", 0, "top-p", 0.5, "max-tokens", 64, "seed", -42, "stop",
                "END\\n", "api-key-env", "OPENAI_API_KEY", "headers", Map.of("X-Project", "smoothie", "X-Tenant",
                        "t-${SMOOTHIE_TEST_HEADER}"));
        try (var server = LoopbackServer.json(GOOD);
                var model = Models.open("openai", server, options)) {
            model.generate(new Prompt("q1", "Hello", Optional.of("Answer in French.")));

            LoopbackServer.Request request = server.request();
            assertEquals("Bearer " + System.getenv("OPENAI_API_KEY"), request.headers().get("authorization"));
            assertEquals("smoothie", request.headers().get("x-project"));
            assertEquals("t-" + System.getenv("SMOOTHIE_TEST_HEADER"), request.headers().get("x-tenant"));
            JsonNode json = request.json();
            assertEquals(0.0, json.get("temperature").asDouble());
            assertEquals(0.5, json.get("top_p").asDouble());
            assertEquals(64, json.get("max_tokens").asInt());
            assertEquals(-42, json.get("seed").asInt());
            assertEquals("END\n", json.at("/stop/0").asText());
            assertEquals("system", json.at("/messages/0/role").asText());
            assertEquals("Answer in French.", json.at("/messages/0/content").asText());
            assertEquals("user", json.at("/messages/1/role").asText());
        }
    }

    @Test
    void theLimitHasAnotherNameForReasoningModels() {
        try (var server = LoopbackServer.json(GOOD);
                var model = Models.open("openai", server, Map.of("max-completion-tokens", 9))) {
            model.generate(Prompt.of("q1", "Hello"));
            assertEquals(9, server.request().json().get("max_completion_tokens").asInt());
            assertFalse(server.request().json().has("max_tokens"));
        }
    }

    @Test
    void anyTextIsSent() {
        try (var server = LoopbackServer.json(GOOD);
                var model = Models.open("openai", server, Map.of())) {
            for (String text : List.of("", " ", "\u0000\t\r\n", "\uD83D\uDE80 東京", "x".repeat(1 << 20))) {
                model.generate(new Prompt("q1", text, Optional.of(" ")));
                assertEquals(text, server.requests().getLast().json().at("/messages/0/content").asText());
            }
            model.generate(Prompt.of("q1", "a \uD83D lone half, \uDE80 and another"));
            assertEquals("a \uFFFD lone half, \uFFFD and another", server.requests().getLast().json().at(
                    "/messages/0/content").asText());
        }
    }

    @Test
    void isNamedAfterModelAndAddress() {
        try (var server = LoopbackServer.json(GOOD);
                var model = Models.open("openai", server, Map.of("base-url", server.url() + "/v1/"))) {
            assertEquals("m-1 at %s/v1".formatted(server.url()), model.model());
            assertEquals(model.model(), model.toString());
            assertEquals(List.of(), server.requests());
            model.generate(Prompt.of("q1", "Hello"));
            assertEquals("/v1/chat/completions", server.request().path());
        }
    }

    @Test
    void anAnswerThatWasCutIsAnAnswer() {
        try (var server = LoopbackServer.json(answer("\"Par\"", "\"length\""));
                var model = Models.open("openai", server, Map.of())) {
            assertEquals("Par", model.generate(Prompt.of("q1", "Hello")).text());
        }
    }

    @Test
    void tokensThatNobodyCountedAreAbsent() {
        try (var server = LoopbackServer.json("""
                {"choices": [{"message": {"role": "assistant", "content": "Paris."}}]}""");
                var model = Models.open("openai", server, Map.of())) {
            assertEquals(new Completion("Paris.", OptionalLong.empty(), OptionalLong.empty()), model.generate(Prompt.of(
                    "q1", "Hello")));
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"null, \"length\", REJECTED, length",
            "\" \\n\", \"length\", REJECTED, length",
            "null, \"tool_calls\", REJECTED, tool_calls", "null, \"content_filter\", REJECTED, content_filter",
            "\"Par\", \"content_filter\", REJECTED, content_filter", "\"\", \"error\", UNAVAILABLE, error",
            "\"Par\", \"abort\", UNAVAILABLE, abort", "\"\", \"odd\", REJECTED, odd"})
    void noTextIsAFailureThatSaysWhy(String content, String finish, Kind kind, String reason) {
        try (var server = LoopbackServer.json(answer(content, finish));
                var model = Models.open("openai", server, Map.of())) {
            LanguageModelException failure = Models.failure(model);
            assertEquals(kind, failure.kind());
            assertTrue(failure.getMessage().contains("finish reason: " + reason), failure.getMessage());
        }
    }

    @Test
    void aRefusalIsRejected() {
        try (var server = LoopbackServer.json("""
                {"choices": [{"message": {"role": "assistant", "content": null, "refusal": "I will not."},
                 "finish_reason": "stop"}]}""");
                var model = Models.open("openai", server, Map.of())) {
            LanguageModelException failure = Models.failure(model);
            assertEquals(Kind.REJECTED, failure.kind());
            assertTrue(failure.getMessage().contains("I will not."), failure.getMessage());
        }
    }

    @Test
    void manyAskAtOnce() throws Exception {
        int callers = 200;
        // No request is answered before all have been sent.
        var all = new CountDownLatch(callers);
        try (var server = new LoopbackServer((request, wire) -> {
            all.countDown();
            all.await();
            wire.json(answer(request.json().at("/messages/0/content").toString(), "\"stop\""));
        });
                var model = Models.open("openai", server, Map.of());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Completion>> answers = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String text = "question " + i;
                answers.add(threads.submit(() -> model.generate(Prompt.of("s", text))));
            }
            var texts = new HashSet<String>();
            for (int i = 0; i < callers; i++) {
                assertEquals("question " + i, answers.get(i).get().text());
                texts.add(answers.get(i).get().text());
            }
            assertEquals(callers, texts.size());
            assertEquals(callers, server.requests().size());
        }
    }

    @Test
    void refusesWorkOnceClosed() {
        try (var server = LoopbackServer.json(GOOD)) {
            LanguageModel model = Models.open("openai", server, Map.of());
            model.close();
            model.close();
            assertThrows(IllegalStateException.class, () -> model.generate(Prompt.of("q1", "late")));
        }
    }

    @Test
    void unknownOptionsAreRefused() {
        var e = assertThrows(SmoothieException.class, () -> Models.open("anthropic", Map.of("model", "m", "seed", 1)));
        assertTrue(e.getMessage().contains("there is no option 'seed'; known are: model"), e.getMessage());
    }
}
