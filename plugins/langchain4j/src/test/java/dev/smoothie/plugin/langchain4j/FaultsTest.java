package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests what a server can do wrong, each by a server that does it. Each is asked exactly once. */
class FaultsTest {
    private static final String ERROR = "{\"error\": {\"message\": \"the server's own words\", \"type\": \"t\"}}";
    private static final String GOOD = OpenAiTest.answer("\"Paris.\"", "\"stop\"");

    private LoopbackServer server;
    private LanguageModel model;

    @BeforeEach
    void open() {
        server = LoopbackServer.json(GOOD);
        model = Models.open("openai", server, Map.of());
    }

    @AfterEach
    void close() {
        model.close();
        server.close();
    }

    private LanguageModelException failure(LoopbackServer.Answers answers) {
        server.answer(answers);
        LanguageModelException failure = Models.failure(model);
        assertEquals(1, server.requests().size());
        assertNull(failure.getCause());
        return failure;
    }

    private static void assertHolds(LanguageModelException failure, String... parts) {
        for (String part : parts) {
            assertTrue(failure.getMessage().contains(part), failure.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"429, THROTTLED", "500, UNAVAILABLE", "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE",
            "529, UNAVAILABLE", "409, UNAVAILABLE", "408, TIMEOUT", "400, MISCONFIGURED", "401, DENIED", "402, DENIED",
            "403, DENIED", "404, DENIED", "410, DENIED", "407, DENIED", "413, REJECTED", "422, MISCONFIGURED",
            "307, MISCONFIGURED", "501, MISCONFIGURED"})
    void theStatusDecidesTheKind(int status, Kind kind) {
        LanguageModelException failure = failure((_, wire) -> wire.send(status, "application/json", ERROR));
        assertEquals(kind, failure.kind());
        assertEquals(Optional.empty(), failure.retryAfter());
        assertHolds(failure,
                "the request to m-1 at " + server.url() + "/v1/chat/completions was answered with HTTP " + status
                        + ": the server's own words");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 408})
    void theServerSaysWhenToComeBack(int status) {
        LanguageModelException failure = failure((_, wire) -> wire.send(status, "application/json", ERROR,
                "Retry-After: 17"));
        assertEquals(Optional.of(Duration.ofSeconds(17)), failure.retryAfter());
    }

    @Test
    void theServerNamesADate() {
        Instant then = Instant.now().plusSeconds(3600);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC));
        Duration wait = failure((_, wire) -> wire.send(429, "application/json", ERROR, "Retry-After: " + date))
                .retryAfter().orElseThrow();
        // The date has no fractions of a second, and the test has taken some time.
        assertTrue(wait.compareTo(Duration.ofHours(1)) <= 0 && wait.compareTo(Duration.ofMinutes(30)) > 0, wait
                .toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"detail\": \"words\"}|words", "{\"error\": \"words\"}|words",
            "{\"message\": \"words\"}|words", "[{\"error\": {\"message\": \"words\"}}]|words",
            "{\"detail\": [{\"msg\": \"words\"}]}|words", "plain words|plain words",
            "{\"strange\": 1}|{\"strange\": 1}"})
    void theServersWordsAreFoundWhereverTheyAre(String body, String words) {
        assertHolds(failure((_, wire) -> wire.send(400, "application/json", body)), "HTTP 400: " + words);
    }

    @Test
    void theServersWordsAreShortenedToOneLine() {
        String message = failure((_, wire) -> wire.send(500, "text/html", "<h1>\nOops</h1>\r\n" + "x".repeat(10_000)))
                .getMessage();
        assertTrue(message.contains("<h1> Oops</h1> xxx"), message);
        assertTrue(message.endsWith("x…"), message);
        assertTrue(message.length() < 400, message);
    }

    @Test
    void aServerThatNeverAnswersTimesOut() {
        model.close();
        model = Models.open("openai", server, Map.of("timeout", "200ms"));
        LanguageModelException failure = failure((_, wire) -> wire.stall());
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertHolds(failure, "within 0.2 s");
    }

    @Test
    void aBodyThatStallsTimesOut() {
        model.close();
        model = Models.open("openai", server, Map.of("timeout", "200ms"));
        assertEquals(Kind.TIMEOUT, failure((_, wire) -> {
            wire.head(200, "application/json", GOOD.length());
            wire.write(GOOD.substring(0, 40));
            wire.stall();
        }).kind());
    }

    /** Each pause is shorter than the time-out, and there is no end to them. */
    @Test
    void aBodyThatTricklesTimesOut() {
        model.close();
        model = Models.open("openai", server, Map.of("timeout", "300ms"));
        assertEquals(Kind.TIMEOUT, failure((_, wire) -> {
            wire.head(200, "application/json", 1_000_000);
            while (true) {
                wire.write(" ");
                Thread.sleep(10);
            }
        }).kind());
    }

    @Test
    void aConnectionThatIsDroppedBeforeTheAnswer() {
        assertEquals(Kind.CONNECTION, failure((_, _) -> {
            throw new LoopbackServer.HangUp();
        }).kind());
    }

    /** Java's client repeats some requests by itself when a connection turns out to be stale. */
    @Test
    void aConnectionThatIsDroppedWhenItIsUsedAgain() {
        model.generate(Prompt.of("s", "hello"));
        server.requests().clear();
        assertEquals(Kind.CONNECTION, failure((_, _) -> {
            throw new LoopbackServer.HangUp();
        }).kind());
    }

    @Test
    void aConnectionThatIsDroppedInTheBody() {
        LanguageModelException failure = failure((_, wire) -> {
            wire.head(200, "application/json", GOOD.length());
            wire.write(GOOD.substring(0, 40));
            throw new LoopbackServer.HangUp();
        });
        assertEquals(Kind.CONNECTION, failure.kind());
        assertHolds(failure, server.url(), "lost its connection");
    }

    @Test
    void nobodyListens() {
        server.close();
        LanguageModelException failure = Models.failure(model);
        assertEquals(Kind.CONNECTION, failure.kind());
        assertHolds(failure, "found no server at " + server.url(), "is it running");
    }

    @Test
    void aHostThatIsNone() {
        model.close();
        model = Models.open("openai", server, Map.of("base-url", "http://no-such-host.invalid/v1"));
        assertEquals(Kind.CONNECTION, Models.failure(model).kind());
    }

    @Test
    void truncatedJsonIsGarbled() {
        LanguageModelException failure = failure((_, wire) -> wire.json(GOOD.substring(0, GOOD.length() - 5)));
        assertEquals(Kind.GARBLED, failure.kind());
        assertHolds(failure, "broken JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "42", "{\"choices\": []}", "{\"choices\": null}",
            "{\"choices\": 5}",
            "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": [1, 2]}}]}", "{} {}"})
    void jsonThatIsNoAnswerIsGarbled(String body) {
        assertEquals(Kind.GARBLED, failure((_, wire) -> wire.json(body)).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"choices\": [{}]}", "{\"choices\": [{\"message\": null}]}", "{\"choices\": {\"a\": 1}}",
            "{\"choices\": [null]}"})
    void anAnswerWithNothingInItIsEmpty(String body) {
        assertEquals(Kind.EMPTY, failure((_, wire) -> wire.json(body)).kind());
    }

    @Test
    void anErrorThatSaysItIsNoneIsAFailureInTheServersWords() {
        LanguageModelException failure = failure((_, wire) -> wire.json(ERROR));
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertHolds(failure, "was answered with an error: the server's own words");
    }

    @Test
    void anotherContentTypeIsGarbled() {
        LanguageModelException failure = failure((_, wire) -> wire.send(200, "text/html; charset=utf-8",
                "<html>Sign in</html>"));
        assertEquals(Kind.GARBLED, failure.kind());
        assertHolds(failure, "text/html", "<html>Sign in");
    }

    @Test
    void noContentTypeIsTaken() {
        server.answer((_, wire) -> wire.send(200, null, GOOD));
        assertEquals("Paris.", model.generate(Prompt.of("s", "hello")).text());
    }

    @Test
    void advisesOnTheKeyAndTheModel() {
        assertHolds(failure((_, wire) -> wire.send(401, "application/json", ERROR)), "no key was sent", "api-key-env");
        server.requests().clear();
        assertHolds(failure((_, wire) -> wire.send(404, "application/json", ERROR)), "the model's name", "base-url");
    }

    @Test
    void aThreadThatIsInterruptedGivesUp() throws Exception {
        var asked = new CountDownLatch(1);
        server.answer((_, wire) -> {
            asked.countDown();
            wire.stall();
        });
        var failure = new AtomicReference<LanguageModelException>();
        var flag = new AtomicBoolean();
        Thread caller = Thread.ofVirtual().start(() -> {
            failure.set(Models.failure(model));
            flag.set(Thread.currentThread().isInterrupted());
        });
        asked.await();
        caller.interrupt();
        caller.join();
        assertEquals(Kind.CANCELLED, failure.get().kind());
        assertTrue(flag.get());
    }

    @Test
    void aThreadThatHasBeenInterruptedDoesNotAsk() {
        Thread.currentThread().interrupt();
        LanguageModelException failure = Models.failure(model);
        assertTrue(Thread.interrupted());
        assertEquals(Kind.CANCELLED, failure.kind());
        assertTrue(server.requests().isEmpty());
    }

    @Test
    void aFailureIsForgotten() {
        failure((_, wire) -> wire.send(500, "application/json", ERROR));
        server.answer((_, wire) -> wire.json(GOOD));
        assertEquals("Paris.", model.generate(Prompt.of("s", "hello")).text());
        assertFalse(server.requests().isEmpty());
    }
}
