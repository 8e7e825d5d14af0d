package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.smoothie.plugin.langchain4j.RelayedServer.LONG;
import static dev.smoothie.plugin.langchain4j.RelayedServer.SHORT;
import static dev.smoothie.plugin.langchain4j.RelayedServer.begin;
import static dev.smoothie.plugin.langchain4j.RelayedServer.reason;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Requests that end before their answer does: late, closed, interrupted or lost. */
class RelayEndTest {
    private final RelayedServer relayed = new RelayedServer();

    @AfterEach
    void close() {
        relayed.close();
    }

    @Test
    void aHeadThatDoesNotComeTimesOut() {
        var failure = assertThrows(LanguageModelException.class, () -> relayed.ask(SHORT, relayed::stall));
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertTrue(failure.getMessage().endsWith("was not answered within 0.2 s"), failure.getMessage());
        relayed.awaitHangUp();
    }

    @Test
    void aStreamThatStallsTimesOut() throws IOException {
        try (RelayedAnswer got = relayed.ask(SHORT, relayed::stallInTheMiddle)) {
            assertEquals("data: 1\n\n", begin(got.body(), 9));
            LanguageModelException failure = reason(assertThrows(IOException.class, () -> got.body().read()));
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertTrue(failure.getMessage().endsWith("and then nothing came for 0.2 s"), failure.getMessage());
            relayed.awaitHangUp();
        }
    }

    @Test
    void closingInTheMiddleEndsTheRequest() throws IOException {
        RelayedAnswer got = relayed.ask(LONG, relayed::stallInTheMiddle);
        assertEquals("data: 1\n\n", begin(got.body(), 9));
        got.close();
        relayed.awaitHangUp();
        assertEquals(Kind.CANCELLED, reason(assertThrows(IOException.class, () -> got.body().read())).kind());
        got.close();
    }

    @Test
    void closingEndsARequestNothingOfWhichWasRead() {
        relayed.ask(LONG, relayed::stallInTheMiddle).close();
        relayed.awaitHangUp();
    }

    @Test
    void closingTheModelEndsTheRequest() throws IOException {
        try (RelayedAnswer got = relayed.ask(LONG, relayed::stallInTheMiddle)) {
            assertEquals("data: 1\n\n", begin(got.body(), 9));
            relayed.model().close();
            assertEquals(Kind.CONNECTION, reason(assertThrows(IOException.class, () -> got.body().read())).kind());
            relayed.awaitHangUp();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void interruptingTheReaderEndsTheRequest(boolean virtual) throws Exception {
        var failure = new AtomicReference<IOException>();
        var flag = new AtomicReference<Boolean>();
        var reading = new CountDownLatch(1);
        Runnable read = () -> {
            try (RelayedAnswer got = relayed.ask(LONG, relayed::stallInTheMiddle)) {
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
        relayed.awaitHangUp();
        assertEquals(Kind.CANCELLED, reason(failure.get()).kind());
        assertEquals(true, flag.get());
    }

    @Test
    void interruptingWhoWaitsForTheHeadEndsTheRequest() throws Exception {
        var asked = new CountDownLatch(1);
        var failure = new AtomicReference<LanguageModelException>();
        Thread asking = Thread.ofVirtual().start(() -> failure.set(assertThrows(LanguageModelException.class,
                () -> relayed.ask(LONG, (request, wire) -> {
                    asked.countDown();
                    relayed.stall(request, wire);
                }))));
        asked.await();
        asking.interrupt();
        asking.join();
        relayed.awaitHangUp();
        assertEquals(Kind.CANCELLED, failure.get().kind());
    }

    @Test
    void aConnectionThatIsLostInTheMiddleIsCalledThat() throws IOException {
        try (RelayedAnswer got = relayed.ask(LONG, (_, wire) -> {
            wire.chunked("text/event-stream");
            wire.chunk("data: 1\n\n");
            throw new LoopbackServer.HangUp();
        })) {
            LanguageModelException failure = reason(assertThrows(IOException.class, () -> got.body().readAllBytes()));
            assertEquals(Kind.CONNECTION, failure.kind());
            assertTrue(failure.getMessage().contains("lost its connection"), failure.getMessage());
        }
    }
}
