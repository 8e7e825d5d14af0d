package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.SmoothieException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests where keys come from, and that they are in no message. */
class KeysTest {
    private static final String HEADER = System.getenv("SMOOTHIE_TEST_HEADER");

    /** Servers that quote what they were sent, in every way that they may quote it. */
    private static final List<LoopbackServer.Answers> ECHOES = List.of(
            (r, wire) -> wire.send(401, "application/json", "{\"error\": {\"message\": %s}}".formatted(json(r))),
            (r, wire) -> wire.send(403, "text/plain", secrets(r)),
            (r, wire) -> wire.send(400, "text/html", "<p>" + secrets(r).replace("\"", "&quot;") + "</p>"),
            // The limit of the quotation cuts the key in two.
            (r, wire) -> wire.send(400, "text/plain", "x".repeat(190) + " " + secrets(r)),
            (r, wire) -> wire.send(500, "application/json", "[%s".formatted(json(r).replace("/", "\\/"))),
            (r, wire) -> wire.send(429, "text/plain", URLEncoder.encode(secrets(r), StandardCharsets.UTF_8)),
            (r, wire) -> wire.send(200, "text/plain; key=" + r.headers().getOrDefault("authorization", "none"),
                    secrets(r)),
            (r, wire) -> wire.json("{\"echo\": %s}".formatted(json(r))),
            (r, wire) -> wire.json("{\"choices\": %s}".formatted(json(r))),
            (r, wire) -> wire
                    .json("{\"choices\": [%s], \"candidates\": [%s], \"content\": [%s], \"message\": {\"a\": %s}}"
                            .formatted(json(r), json(r), json(r), json(r))),
            (r, wire) -> wire.json("{\"choices\": [{\"message\": {}, \"finish_reason\": %s}]}".formatted(json(r))),
            (r, wire) -> wire.json("{\"choices\": [{\"message\": {\"refusal\": %s}}]}".formatted(json(r))),
            (r, wire) -> wire
                    .json("{\"choices\": [{\"message\": {\"content\": \"a\", \"refusal\": %s}}]}".formatted(json(
                            r))),
            (r, wire) -> wire.json("{\"choices\": [{\"message\": {\"content\": {\"a\": %s}}}]}".formatted(json(r))),
            (r, wire) -> wire.json("{\"promptFeedback\": {\"blockReason\": %s}}".formatted(json(r))),
            (r, wire) -> wire.json("{\"broken\": %s".formatted(json(r))),
            (r, wire) -> wire.write("HTTP/1.1 %s\r\n\r\n".formatted(secrets(r))),
            (r, wire) -> wire.send(302, "text/plain", "",
                    "Location: http://127.0.0.1/?" + secrets(r).replace(' ', '+')));

    private static String secrets(LoopbackServer.Request request) {
        return "got " + request.headers();
    }

    private static String json(LoopbackServer.Request request) {
        return '"' + secrets(request).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @ParameterizedTest
    @CsvSource({"openai, OPENAI_API_KEY", "anthropic, ANTHROPIC_API_KEY", "ollama, OPENAI_API_KEY",
            "gemini, GEMINI_API_KEY", "mistral, MISTRAL_API_KEY"})
    void nobodyReadsSecrets(String name, String variable) {
        var printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        var told = new StringWriter();
        try (var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
                var server = LoopbackServer.json("{}");
                var model = Models.open(name, server,
                        Map.of("api-key-env", variable, "timeout", "5s", "headers", Map.of(
                                "X-Tenant", "a ${SMOOTHIE_TEST_HEADER} b")))) {
            System.setOut(stream);
            System.setErr(stream);
            for (LoopbackServer.Answers echo : ECHOES) {
                server.answer(echo);
                var writer = new PrintWriter(told);
                try {
                    model.generate(Prompt.of("s", "hello"));
                } catch (SmoothieException e) {
                    e.printStackTrace(writer);
                    writer.println(e.getMessage());
                }
                writer.flush();
            }
            assertTrue(server.requests().getLast().headers().toString().contains(System.getenv(variable)));
            told.append(model.model()).append(model.toString());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        String all = told.toString();
        for (String secret : List.of(System.getenv(variable), HEADER, HEADER.replace("\"", "\\\""),
                URLEncoder.encode(HEADER,
                        StandardCharsets.UTF_8))) {
            assertFalse(all.contains(secret), all);
            // Nor a part of it from which it could be guessed.
            assertFalse(all.contains(secret.substring(0, 8)), all);
        }
        assertTrue(all.contains("***"), all);
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theUsualKeyIsForItsOwnProviderAlone() {
        String good = OpenAiTest.answer("\"a\"", "\"stop\"");
        try (var server = LoopbackServer.json(good);
                var local = Models.open("openai", server, Map.of())) {
            local.generate(Prompt.of("s", "hello"));
            assertNull(server.request().headers().get("authorization"));
        }
    }

    @ParameterizedTest
    @CsvSource({"anthropic, ANTHROPIC_API_KEY, x-api-key", "gemini, GEMINI_API_KEY, x-goog-api-key",
            "mistral, MISTRAL_API_KEY, authorization"})
    void theUsualKeyIsSent(String name, String variable, String header) {
        try (var server = LoopbackServer.error(500, "");
                var model = Models.open(name, server, Map.of())) {
            Models.failure(model);
            assertTrue(server.request().headers().get(header).endsWith(System.getenv(variable)));
        }
    }

    @ParameterizedTest
    @CsvSource({"openai", "anthropic", "ollama", "gemini", "mistral"})
    void aVariableThatIsNotSetIsNamed(String name) {
        var e = assertThrows(SmoothieException.class, () -> Models.open(name, Map.of("model", "m", "api-key-env",
                "SMOOTHIE_NOT_SET")));
        assertEquals(
                ("language model '%s': the environment variable SMOOTHIE_NOT_SET is not set; set it to the key, or name"
                        + " another one").formatted(name),
                e.getMessage());
    }

    @Test
    void aHeadersVariableThatIsNotSetIsNamed() {
        var e = assertThrows(SmoothieException.class,
                () -> Models.open("ollama", Map.of("model", "m", "headers", Map.of(
                        "X-A", "${SMOOTHIE_NOT_SET}"))));
        assertTrue(e.getMessage().contains("SMOOTHIE_NOT_SET is not set"), e.getMessage());
    }

    /** A key that was written where the name of its variable belongs is not shown. */
    @ParameterizedTest
    @CsvSource({"sk-proj-abcdef", "AIzaSyAbcdef", "abcdef0123456789"})
    void aKeyInPlaceOfANameIsNotShown(String key) {
        var e = assertThrows(SmoothieException.class, () -> Models.open("openai", Map.of("model", "m", "api-key-env",
                key)));
        assertFalse(e.getMessage().contains(key), e.getMessage());
        assertTrue(e.getMessage().contains("is not set"), e.getMessage());
    }

    @Test
    void headersThatCannotBeSentAreNamed() {
        for (String header : List.of("Host", "Content-Length", "a b")) {
            var e = assertThrows(SmoothieException.class,
                    () -> Models.open("ollama", Map.of("model", "m", "headers", Map.of(
                            header, "${OPENAI_API_KEY}"))));
            assertTrue(e.getMessage().contains("the header '%s' cannot be sent".formatted(header)), e.getMessage());
            assertFalse(e.getMessage().contains(System.getenv("OPENAI_API_KEY")), e.getMessage());
        }
    }

    @Test
    void anAddressWithAQueryIsRefused() {
        var e = assertThrows(SmoothieException.class, () -> Models.open("gemini", Map.of("model", "m", "base-url",
                "http://127.0.0.1/v1?key=abc")));
        assertTrue(e.getMessage().contains("base-url"), e.getMessage());
        assertFalse(e.getMessage().contains("abc"), e.getMessage());
    }

    @Test
    void aHeaderOfTheUsersReplacesOurs() {
        var options = new HashMap<String, Object>(Map.of("headers", Map.of("authorization",
                "Token ${SMOOTHIE_TEST_HEADER}")));
        options.put("api-key-env", "OPENAI_API_KEY");
        try (var server = LoopbackServer.json("{}");
                LanguageModel model = Models.open("openai", server, options)) {
            Models.failure(model);
            assertEquals("Token " + HEADER, server.request().headers().get("authorization"));
        }
    }
}
