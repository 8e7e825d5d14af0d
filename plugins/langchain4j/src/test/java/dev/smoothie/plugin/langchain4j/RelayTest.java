package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests that are passed on, to servers that answer, fail and stop in the middle. */
class RelayTest {
    private static final String REQUEST = "{\"model\": \"smoothie\", \"messages\": [{\"role\": \"user\",  \"content\": \"hi\"}],"
            + " \"tools\": [{\"type\": \"function\"}], \"x-own\": 1.10, \"stream\": true}";
    private static final String ERROR = "{\"error\": {\"message\": \"the server's own words\", \"type\": \"t\"}}";
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final CountDownLatch hungUp = new CountDownLatch(1);
    private LoopbackServer server;
    private LanguageModel model;

    @BeforeEach
    void open() {
        server = LoopbackServer.json("{}");
        model = Models.open("openai", server, Map.of("api-key-env", "OPENAI_API_KEY"));
    }

    @AfterEach
    void close() {
        model.close();
        server.close();
    }

    static RelayRequest request(Duration timeout) {
        return new RelayRequest("chat/completions", REQUEST.getBytes(StandardCharsets.UTF_8), timeout);
    }

    private RelayedAnswer ask(Duration timeout, LoopbackServer.Answers answers) {
        server.answer(answers);
        return model.relay().orElseThrow().relay(request(timeout));
    }

    private static String next(InputStream body) throws IOException {
        byte[] part = new byte[1 << 12];
        int count = body.read(part);
        return count < 0 ? "the end" : new String(part, 0, count, StandardCharsets.UTF_8);
    }

    private static LanguageModelException reason(IOException failure) {
        return assertInstanceOf(LanguageModelException.class, failure.getCause());
    }

    @Test
    void passesTheRequestAndTheAnswerOnAsTheyAre() throws IOException {
        String answer = "{ \"id\": 1.00, \"choices\": [ ] }\n";
        try (RelayedAnswer got = ask(LONG, (_, wire) -> wire.send(200, "application/json; charset=utf-8", answer,
                "X-Request-Id: r-7"))) {
            assertEquals(200, got.status());
            assertEquals(Optional.empty(), got.failure());
            assertEquals(Optional.of("application/json; charset=utf-8"), got.header("Content-Type"));
            assertEquals(Optional.of("r-7"), got.header("x-request-id"));
            assertEquals(Optional.empty(), got.header("content-length"));
            assertSame(got.body(), got.body());
            assertEquals(answer, new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        LoopbackServer.Request asked = server.request();
        assertEquals("POST", asked.method());
        assertEquals("/v1/chat/completions", asked.path());
        assertEquals(REQUEST.replace("smoothie", "m-1"), asked.body());
        assertEquals("application/json", asked.headers().get("content-type"));
        assertEquals("Bearer " + System.getenv("OPENAI_API_KEY"), asked.headers().get("authorization"));
        assertNull(asked.headers().get("accept-encoding"));
        assertNull(asked.headers().get("upgrade"));
    }

    @Test
    void partsOfAStreamArriveBeforeTheNextAreSent() throws IOException {
        var first = new CountDownLatch(1);
        var second = new CountDownLatch(1);
        try (RelayedAnswer got = ask(LONG, (_, wire) -> {
            wire.chunked("text/event-stream");
            wire.chunk("data: {\"a\": 1}\n\n");
            first.await();
            wire.chunk("d");
            second.await();
            wire.chunk("ata: [DONE]\n\n");
            wire.chunk("");
        })) {
            assertEquals(Optional.of("text/event-stream"), got.header("content-type"));
            assertEquals("data: {\"a\": 1}\n\n", begin(got.body(), "data: {\"a\": 1}\n\n".length()));
            first.countDown();
            assertEquals("d", next(got.body()));
            second.countDown();
            assertEquals("ata: [DONE]\n\n", begin(got.body(), 13));
            assertEquals("the end", next(got.body()));
        }
    }

    /** What has come, however the network cut it. */
    private static String begin(InputStream body, int length) throws IOException {
        return new String(body.readNBytes(length), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"400, MISCONFIGURED", "401, DENIED", "404, DENIED", "429, THROTTLED", "500, UNAVAILABLE",
            "503, UNAVAILABLE", "307, MISCONFIGURED"})
    void aFailureSaysWhatItMeansAndHasItsBody(int status, Kind kind) throws IOException {
        try (RelayedAnswer got = ask(LONG, (_, wire) -> wire.send(status, "application/json", ERROR, "Retry-After: 17",
                "Location: " + server.url() + "/elsewhere"))) {
            assertEquals(status, got.status());
            LanguageModelException failure = got.failure().orElseThrow();
            assertEquals(kind, failure.kind());
            assertEquals(kind.isTransient() ? Optional.of(Duration.ofSeconds(17)) : Optional.empty(), failure
                    .retryAfter());
            assertTrue(failure.getMessage().startsWith(
                    "the request to m-1 at %s/v1/chat/completions was answered with HTTP %d: the server's own words"
                            .formatted(server.url(), status)),
                    failure.getMessage());
            assertEquals(Optional.of("17"), got.header("retry-after"));
            assertEquals(ERROR, new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(1, server.requests().size());
    }

    @Test
    void anEndlessErrorIsCutOff() throws IOException {
        try (RelayedAnswer got = ask(LONG, (_, wire) -> {
            wire.head(500, "text/plain", Integer.MAX_VALUE);
            try {
                while (true) {
                    wire.write("x".repeat(1 << 16));
                }
            } finally {
                hungUp.countDown();
            }
        })) {
            assertEquals(Kind.UNAVAILABLE, got.failure().orElseThrow().kind());
            assertEquals(Received.LONGEST_ERROR, got.body().readAllBytes().length);
        }
        assertHungUp();
    }

    @Test
    void anErrorWhoseBodyStallsIsItsStatus() throws IOException {
        try (RelayedAnswer got = ask(SHORT, (_, wire) -> {
            wire.head(429, "application/json", 100);
            wire.write("{\"error\"");
            wire.awaitHangUp();
            hungUp.countDown();
        })) {
            assertEquals(Kind.THROTTLED, got.failure().orElseThrow().kind());
            assertEquals("{\"error\"", new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertHungUp();
    }

    @Test
    void aHeadThatDoesNotComeTimesOut() {
        var failure = assertThrows(LanguageModelException.class, () -> ask(SHORT, this::stall));
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertTrue(failure.getMessage().endsWith("was not answered within 0.2 s"), failure.getMessage());
        assertHungUp();
    }

    private void stall(LoopbackServer.Request request, LoopbackServer.Wire wire) {
        wire.awaitHangUp();
        hungUp.countDown();
    }

    private void stallInTheMiddle(LoopbackServer.Request request, LoopbackServer.Wire wire) throws IOException {
        wire.chunked("text/event-stream");
        wire.chunk("data: 1\n\n");
        stall(request, wire);
    }

    private void assertHungUp() {
        try {
            hungUp.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStreamThatStallsTimesOut() throws IOException {
        try (RelayedAnswer got = ask(SHORT, this::stallInTheMiddle)) {
            assertEquals("data: 1\n\n", begin(got.body(), 9));
            LanguageModelException failure = reason(assertThrows(IOException.class, () -> got.body().read()));
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertTrue(failure.getMessage().endsWith("and then nothing came for 0.2 s"), failure.getMessage());
            assertHungUp();
        }
    }

    @Test
    void closingInTheMiddleEndsTheRequest() throws IOException {
        RelayedAnswer got = ask(LONG, this::stallInTheMiddle);
        assertEquals("data: 1\n\n", begin(got.body(), 9));
        got.close();
        assertHungUp();
        assertEquals(Kind.CANCELLED, reason(assertThrows(IOException.class, () -> got.body().read())).kind());
        got.close();
    }

    @Test
    void closingEndsARequestNothingOfWhichWasRead() {
        ask(LONG, this::stallInTheMiddle).close();
        assertHungUp();
    }

    @Test
    void closingTheModelEndsTheRequest() throws IOException {
        try (RelayedAnswer got = ask(LONG, this::stallInTheMiddle)) {
            assertEquals("data: 1\n\n", begin(got.body(), 9));
            model.close();
            assertEquals(Kind.CONNECTION, reason(assertThrows(IOException.class, () -> got.body().read())).kind());
            assertHungUp();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptingTheReaderEndsTheRequest(boolean virtual) throws Exception {
        var failure = new AtomicReference<IOException>();
        var flag = new AtomicReference<Boolean>();
        var reading = new CountDownLatch(1);
        Runnable read = () -> {
            try (RelayedAnswer got = ask(LONG, this::stallInTheMiddle)) {
                begin(got.body(), 9);
                reading.countDown();
                got.body().read();
            } catch (IOException e) {
                failure.set(e);
            }
            flag.set(Thread.currentThread().isInterrupted());
        };
        Thread reader = virtual ? Thread.ofVirtual().start(read) : Thread.ofPlatform().daemon().start(read);
        reading.await();
        reader.interrupt();
        reader.join();
        assertHungUp();
        assertEquals(Kind.CANCELLED, reason(failure.get()).kind());
        assertEquals(true, flag.get());
    }

    @Test
    void interruptingWhoWaitsForTheHeadEndsTheRequest() throws Exception {
        var asked = new CountDownLatch(1);
        var failure = new AtomicReference<LanguageModelException>();
        Thread asking = Thread.ofVirtual().start(() -> failure.set(assertThrows(LanguageModelException.class,
                () -> ask(LONG, (request, wire) -> {
                    asked.countDown();
                    stall(request, wire);
                }))));
        asked.await();
        asking.interrupt();
        asking.join();
        assertHungUp();
        assertEquals(Kind.CANCELLED, failure.get().kind());
    }

    @Test
    void aConnectionThatIsLostInTheMiddleIsCalledThat() throws IOException {
        try (RelayedAnswer got = ask(LONG, (_, wire) -> {
            wire.chunked("text/event-stream");
            wire.chunk("data: 1\n\n");
            throw new LoopbackServer.HangUp();
        })) {
            LanguageModelException failure = reason(assertThrows(IOException.class, () -> got.body().readAllBytes()));
            assertEquals(Kind.CONNECTION, failure.kind());
            assertTrue(failure.getMessage().contains("lost its connection"), failure.getMessage());
        }
    }

    @Test
    void whatIsNoObjectIsNotSent() {
        var failure = assertThrows(LanguageModelException.class, () -> model.relay().orElseThrow().relay(
                new RelayRequest("completions", "[\"hi\"]".getBytes(StandardCharsets.UTF_8), LONG)));
        assertEquals(Kind.REJECTED, failure.kind());
        assertEquals("the request to m-1 is not sent, because it is no JSON object in UTF-8: it begins otherwise",
                failure.getMessage());
        assertTrue(server.requests().isEmpty());
    }

    /** Bytes that the client does not read are not fetched: an endless answer takes no memory. */
    @Test
    void anEndlessStreamIsReadAsFarAsItIsWanted() throws IOException {
        try (RelayedAnswer got = ask(LONG, (_, wire) -> {
            wire.chunked("text/event-stream");
            try {
                while (true) {
                    wire.chunk("x".repeat(1 << 16));
                }
            } finally {
                hungUp.countDown();
            }
        })) {
            assertEquals(1 << 24, got.body().readNBytes(1 << 24).length);
        }
        assertHungUp();
    }
}
