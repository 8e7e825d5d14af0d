package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.smoothie.plugin.langchain4j.RelayedServer.LONG;
import static dev.smoothie.plugin.langchain4j.RelayedServer.REQUEST;
import static dev.smoothie.plugin.langchain4j.RelayedServer.SHORT;
import static dev.smoothie.plugin.langchain4j.RelayedServer.begin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests that are passed on, to servers that answer or fail. */
class RelayTest {
    private static final String ERROR = "{\"error\": {\"message\": \"the server's own words\", \"type\": \"t\"}}";

    private final RelayedServer relayed = new RelayedServer();

    @AfterEach
    void close() {
        relayed.close();
    }

    private static String next(InputStream body) throws IOException {
        byte[] part = new byte[1 << 12];
        int count = body.read(part);
        return count < 0 ? "the end" : new String(part, 0, count, StandardCharsets.UTF_8);
    }

    @Test
    void passesTheRequestAndTheAnswerOnAsTheyAre() throws IOException {
        String answer = "{ \"id\": 1.00, \"choices\": [ ] }\n";
        try (RelayedAnswer got = relayed.ask(LONG,
                (_, wire) -> wire.send(200, "application/json; charset=utf-8", answer,
                        "X-Request-Id: r-7"))) {
            assertEquals(200, got.status());
            assertEquals(Optional.empty(), got.failure());
            assertEquals(Optional.of("application/json; charset=utf-8"), got.header("Content-Type"));
            assertEquals(Optional.of("r-7"), got.header("x-request-id"));
            assertEquals(Optional.empty(), got.header("content-length"));
            assertSame(got.body(), got.body());
            assertEquals(answer, new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        LoopbackServer.Request asked = relayed.server().request();
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
        try (RelayedAnswer got = relayed.ask(LONG, (_, wire) -> {
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

    @ParameterizedTest
    @CsvSource({"400, MISCONFIGURED", "401, DENIED", "404, DENIED", "429, THROTTLED", "500, UNAVAILABLE",
            "503, UNAVAILABLE", "307, MISCONFIGURED"})
    void aFailureSaysWhatItMeansAndHasItsBody(int status, Kind kind) throws IOException {
        try (RelayedAnswer got = relayed.ask(LONG,
                (_, wire) -> wire.send(status, "application/json", ERROR, "Retry-After: 17",
                        "Location: " + relayed.server().url() + "/elsewhere"))) {
            assertEquals(status, got.status());
            LanguageModelException failure = got.failure().orElseThrow();
            assertEquals(kind, failure.kind());
            assertEquals(kind.isTransient() ? Optional.of(Duration.ofSeconds(17)) : Optional.empty(), failure
                    .retryAfter());
            assertTrue(failure.getMessage().startsWith(
                    "the request to m-1 at %s/v1/chat/completions was answered with HTTP %d: the server's own words"
                            .formatted(relayed.server().url(), status)),
                    failure.getMessage());
            assertEquals(Optional.of("17"), got.header("retry-after"));
            assertEquals(ERROR, new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(1, relayed.server().requests().size());
    }

    @Test
    void anEndlessErrorIsCutOff() throws IOException {
        try (RelayedAnswer got = relayed.ask(LONG, (_, wire) -> {
            wire.head(500, "text/plain", Integer.MAX_VALUE);
            relayed.sendWithoutEnd(wire::write);
        })) {
            assertEquals(Kind.UNAVAILABLE, got.failure().orElseThrow().kind());
            assertEquals(Received.LONGEST_ERROR, got.body().readAllBytes().length);
        }
        relayed.awaitHangUp();
    }

    @Test
    void anErrorWhoseBodyStallsIsItsStatus() throws IOException {
        try (RelayedAnswer got = relayed.ask(SHORT, (request, wire) -> {
            wire.head(429, "application/json", 100);
            wire.write("{\"error\"");
            relayed.stall(request, wire);
        })) {
            assertEquals(Kind.THROTTLED, got.failure().orElseThrow().kind());
            assertEquals("{\"error\"", new String(got.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        relayed.awaitHangUp();
    }

    @Test
    void whatIsNoObjectIsNotSent() {
        var failure = assertThrows(LanguageModelException.class, () -> relayed.model().relay().orElseThrow().relay(
                new RelayRequest("completions", "[\"hi\"]".getBytes(StandardCharsets.UTF_8), LONG)));
        assertEquals(Kind.REJECTED, failure.kind());
        assertEquals("the request to m-1 is not sent, because it is no JSON object in UTF-8: it begins otherwise",
                failure.getMessage());
        assertTrue(relayed.server().requests().isEmpty());
    }

    /** Bytes that the client does not read are not fetched: an endless answer takes no memory. */
    @Test
    void anEndlessStreamIsReadAsFarAsItIsWanted() throws IOException {
        try (RelayedAnswer got = relayed.ask(LONG, (_, wire) -> {
            wire.chunked("text/event-stream");
            relayed.sendWithoutEnd(wire::chunk);
        })) {
            assertEquals(1 << 24, got.body().readNBytes(1 << 24).length);
        }
        relayed.awaitHangUp();
    }
}
