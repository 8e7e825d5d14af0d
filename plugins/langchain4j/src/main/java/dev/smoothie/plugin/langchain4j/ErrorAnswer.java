package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer that is an error, of any HTTP status: some servers send errors as if all went well, even beside a choice.
 *
 * @param status
 *            the HTTP status; where that is a success, the one that the error itself names, or 0
 * @param answered
 *            how the answer is called in a message
 * @param words
 *            the provider's message, from one of the places where providers put it
 * @param json
 *            the answer, if it is JSON
 * @param headers
 *            may say when to ask again
 */
record ErrorAnswer(int status, String answered, String words, Optional<JsonNode> json, HttpHeaders headers) {
    /**
     * Where the message is: OpenAI, Anthropic, Gemini; Gemini at times; Ollama; Mistral; vLLM, FastAPI; gateways of
     * several kinds.
     */
    private static final List<String> MESSAGES = List.of("/error/message", "/0/error/message",
            "/choices/0/error/message",
            "/choices/0/message/error/message", "/error/error/message", "/error", "/choices/0/error", "/message",
            "/message/detail/0/msg", "/detail", "/detail/0/msg", "/detail/message", "/errors/0/message",
            "/base_resp/status_msg", "/error_msg", "/msg");
    /** Where a successful answer holds an error. */
    private static final List<String> WITHIN = List.of("/error", "/choices/0/error", "/choices/0/message/error",
            "/0/error");
    private static final List<String> CODES = List.of("/code", "/status", "/http_status", "/status_code",
            "/metadata/code");
    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

    /** The answer of a server that says by its status that it is an error. */
    static ErrorAnswer of(int status, String body, Optional<JsonNode> json, HttpHeaders headers) {
        return new ErrorAnswer(status, "HTTP %d".formatted(status), json.flatMap(ErrorAnswer::message).orElse(body),
                json, headers);
    }

    /** The error that an answer holds although its status is that of a success; empty if it holds none. */
    static Optional<ErrorAnswer> within(JsonNode json) {
        return WITHIN.stream().map(json::at).filter(ErrorAnswer::isError).findFirst()
                .or(() -> Optional.of(json).filter(ErrorAnswer::isErrorItself))
                .map(error -> new ErrorAnswer(code(error), "an error", message(json).orElseGet(error::toString),
                        Optional.of(json), NO_HEADERS));
    }

    private static boolean isError(JsonNode error) {
        return (error.isObject() && !error.isEmpty()) || (error.isTextual() && !error.asText().isBlank());
    }

    /** Whether an answer is an error as a whole, as those of some gateways are. */
    private static boolean isErrorItself(JsonNode json) {
        return json.path("object").asText().equals("error") || json.path("type").asText().equals("error")
                || json.at("/base_resp/status_code").asInt(0) != 0;
    }

    private static int code(JsonNode error) {
        return CODES.stream().map(error::at).mapToInt(code -> code.asInt(0)).filter(code -> code >= 400 && code < 600)
                .findFirst().orElse(0);
    }

    /** The failure of the right kind. */
    static LanguageModelException failure(Connection connection, String where, ErrorAnswer error) {
        Instant now = RetryAfter.date(error.headers).orElseGet(Instant::now);
        Optional<Duration> asked = RetryAfter.asked(error.headers, error.json, error.words, now);
        Kind kind = ErrorKind.of(error.status, error.words, error.json, asked.isPresent());
        String what = "at %s was answered with %s%s%s".formatted(where, error.answered,
                error.words.isBlank() ? "" : ": " + connection.quote(error.words), advice(error.status, kind,
                        connection));
        return connection.failure(kind, what, kind.isTransient()
                ? asked.or(() -> RetryAfter.reset(error.headers, now)).orElse(null)
                : null);
    }

    private static String advice(int status, Kind kind, Connection connection) {
        if (kind == Kind.MISCONFIGURED && status >= 300 && status < 400) {
            return "; redirects are not followed: give the base-url that it leads to";
        }
        return kind != Kind.DENIED ? "" : switch (status) {
            case 401, 403 -> connection.keyVariable()
                    .map(name -> "; is the key in the environment variable of api-key-env (%s) right?".formatted(name))
                    .orElse("; no key was sent: api-key-env names the environment variable that holds it");
            case 404, 410 -> "; is the model's name right, and the base-url?";
            case 407 ->
                "; the proxy asks for a user and a password: HTTPS_PROXY and HTTP_PROXY take them, as in http://user:password@host:port";
            default -> "";
        };
    }

    /** The provider's message about an error, in an answer of any status. */
    static Optional<String> message(JsonNode json) {
        return MESSAGES.stream().map(json::at).filter(JsonNode::isTextual).map(JsonNode::asText)
                .filter(text -> !text.isBlank()).findFirst().map(text -> withOrigin(text, json));
    }

    /** A gateway's own words say little; those of the provider behind it are beside them. */
    private static String withOrigin(String text, JsonNode json) {
        JsonNode raw = json.at("/error/metadata/raw");
        return raw.isTextual() && !raw.asText().isBlank() ? "%s (%s)".formatted(text, raw.asText()) : text;
    }
}
