package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What each provider is sent, and that its secrets are kept. */
class RelayProvidersTest {
    private static final Map<String, Object> PARAMETERS = Map.of("temperature", 0.25, "top-p", 0.5, "max-tokens", 12,
            "seed", 7, "stop", "\\n\"x");

    private static LoopbackServer.Request asked(String name, String path, Map<String, ?> options, String body) {
        try (var server = LoopbackServer.json("{}");
                LanguageModel model = Models.open(name, with(options, "base-url", server.url() + (name.equals("ollama")
                        ? ""
                        : "/v1")));
                RelayedAnswer got = model.relay().orElseThrow().relay(request(path, body))) {
            assertEquals(200, got.status());
            return server.request();
        }
    }

    private static Map<String, Object> with(Map<String, ?> options, String key, String value) {
        var all = new HashMap<String, Object>(Map.of("model", "m-1"));
        all.putAll(options);
        all.put(key, value);
        return all;
    }

    private static RelayRequest request(String path, String body) {
        return new RelayRequest(path, body.getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({"openai, seed", "mistral, random_seed", "ollama, seed"})
    void theOptionsOfTheGeneratorAreParameters(String name, String seed) {
        LoopbackServer.Request asked = asked(name, "chat/completions", PARAMETERS, "{}");
        assertEquals("/v1/chat/completions", asked.path());
        assertEquals(("{\"model\": \"m-1\", \"temperature\": 0.25, \"top_p\": 0.5, \"max_tokens\": 12, \"%s\": 7,"
                + " \"stop\": [\"\\n\\\"x\"]}").formatted(seed), asked.body());
    }

    /** A request that says a thing by another name says it. */
    @ParameterizedTest
    @CsvSource({"openai, max-completion-tokens, max_tokens", "openai, max-tokens, max_completion_tokens",
            "mistral, seed, seed", "mistral, seed, random_seed"})
    void theRequestsOwnWordsCount(String name, String option, String named) {
        String body = "{\"model\": \"m-1\", \"%s\": 3}".formatted(named);
        assertEquals(body, asked(name, "chat/completions", Map.of(option, 5), body).body());
    }

    @ParameterizedTest
    @CsvSource({"chat/completions, max_completion_tokens", "completions, max_tokens"})
    void theLimitOfReasoningModelsHasTheNameThatThePathKnows(String path, String limit) {
        LoopbackServer.Request asked = asked("openai", path, Map.of("max-completion-tokens", 9), "{}");
        assertEquals("/v1/" + path, asked.path());
        assertEquals("{\"model\": \"m-1\", \"%s\": 9}".formatted(limit), asked.body());
    }

    @Test
    void theUsersHeadersReplaceOurs() {
        LoopbackServer.Request asked = asked("mistral", "completions", Map.of("headers", Map.of("authorization",
                "Token ${SMOOTHIE_TEST_HEADER}", "X-Tenant", "a")), "{}");
        assertEquals("Token " + System.getenv("SMOOTHIE_TEST_HEADER"), asked.headers().get("authorization"));
        assertEquals("a", asked.headers().get("x-tenant"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "gemini"})
    void aProviderWithAnotherProtocolHasNoRelay(String name) {
        try (LanguageModel model = Models.open(name, Map.of("model", "m-1"))) {
            assertEquals(Optional.empty(), model.relay());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 429, 500})
    void secretsThatAnErrorQuotesAreHidden(int status) throws IOException {
        String key = System.getenv("OPENAI_API_KEY");
        String header = System.getenv("SMOOTHIE_TEST_HEADER");
        var options = Map.of("api-key-env", "OPENAI_API_KEY", "headers", Map.of("X-Tenant", "${SMOOTHIE_TEST_HEADER}"));
        try (var server = new LoopbackServer((asked, wire) -> wire.send(status, "text/plain; of=" + asked.headers().get(
                "authorization"), "line 1\nyou sent " + asked.headers(),
                "X-Quoted: " + asked.headers().get("x-tenant")));
                LanguageModel model = Models.open("openai", server, options);
                RelayedAnswer got = model.relay().orElseThrow().relay(request("completions", "{}"))) {
            LanguageModelException failure = got.failure().orElseThrow();
            String body = new String(got.body().readAllBytes(), StandardCharsets.UTF_8);
            for (String told : List.of(failure.getMessage(), body, got.header("content-type").orElseThrow(), got.header(
                    "x-quoted").orElseThrow(), got.toString(), model.relay().toString())) {
                assertFalse(told.contains(key) || told.contains(header), told);
            }
            assertTrue(body.startsWith("line 1\nyou sent ") && body.contains("***"), body);
            assertEquals(key, server.request().headers().get("authorization").substring("Bearer ".length()));
        }
    }

    @Test
    void aServerThatIsNotThereIsCalledThat() {
        try (LanguageModel model = Models.open("openai", Map.of("model", "m-1", "base-url", "http://127.0.0.1:1/v1"))) {
            var failure = assertThrows(LanguageModelException.class, () -> model.relay().orElseThrow().relay(request(
                    "completions", "{}")));
            assertEquals(LanguageModelException.Kind.CONNECTION, failure.kind());
            assertTrue(failure.getMessage().contains("found no server at http://127.0.0.1:1/v1/completions"), failure
                    .getMessage());
        }
    }
}
