package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads answers that are errors: the HTTP status, and the provider's message from one of the places where providers put
 * it.
 */
final class ErrorAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Where the message is: OpenAI, Anthropic, Gemini; Gemini at times; Ollama; Mistral; vLLM, FastAPI. */
    private static final List<String> MESSAGES = List.of("/error/message", "/0/error/message", "/error", "/message",
            "/message/detail/0/msg", "/detail", "/detail/0/msg");

    private ErrorAnswer() {}

    static LanguageModelException failure(Connection connection, String where, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Kind kind = kind(status);
        String body = new String(response.body(), StandardCharsets.UTF_8);
        Optional<JsonNode> json = json(body);
        String words = json.flatMap(ErrorAnswer::message).orElse(body);
        String what = "at %s was answered with HTTP %d%s%s".formatted(where, status,
                words.isBlank() ? "" : ": " + connection.quote(words), advice(status, connection));
        return connection.failure(kind, what, kind.isTransient()
                ? RetryAfter.of(response.headers(), json, Instant.now()).orElse(null)
                : null);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 429 -> Kind.THROTTLED;
            case 408 -> Kind.TIMEOUT;
            case 401, 402, 403, 404 -> Kind.DENIED;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REJECTED;
        };
    }

    private static String advice(int status, Connection connection) {
        return switch (status) {
            case 401, 403 -> connection.keyVariable()
                    .map(name -> "; is the key in the environment variable of api-key-env (%s) right?".formatted(name))
                    .orElse("; no key was sent: api-key-env names the environment variable that holds it");
            case 404 -> "; is the model's name right, and the base-url?";
            default -> status < 400 ? "; redirects are not followed: give the base-url that it leads to" : "";
        };
    }

    private static Optional<JsonNode> json(String body) {
        try {
            return Optional.ofNullable(JSON.readTree(body));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /** The provider's message about an error, in an answer of any status. */
    static Optional<String> message(JsonNode json) {
        return MESSAGES.stream().map(json::at).filter(JsonNode::isTextual).map(JsonNode::asText)
                .filter(text -> !text.isBlank()).findFirst();
    }
}
