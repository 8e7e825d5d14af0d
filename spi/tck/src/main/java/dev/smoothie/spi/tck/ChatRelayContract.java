package dev.smoothie.spi.tck;

import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.RelayRequest;
import dev.smoothie.spi.RelayedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that the {@link ChatRelay} of a {@link LanguageModel} keeps its contract. A subclass opens the model; one model
 * serves all tests of a class. The promises about answers that fail, stall or never come need models that do so, which
 * only the plugin can open; without them those tests are skipped. What a relay changes in a request can be seen by its
 * provider alone, so a plugin tests that itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ChatRelayContract {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int THREADS = 16;

    private LanguageModel model;

    /** Opens a fresh model with a relay, whose provider answers {@link #answerable} successfully. */
    protected abstract LanguageModel open();

    /** The body of a request that the provider answers. */
    protected String answerable() {
        return "{\"model\": \"any\", \"messages\": [{\"role\": \"user\", \"content\": \"Name three rivers.\"}]}";
    }

    /** A secret that the models were opened with. No text that they return may hold it. */
    protected Optional<String> secret() {
        return Optional.empty();
    }

    /** Opens a model that cannot be reached: every call fails with {@link Kind#CONNECTION}. */
    protected Optional<LanguageModel> openUnreachable() {
        return Optional.empty();
    }

    /** Opens a model that is asked, and whose answers never begin. */
    protected Optional<LanguageModel> openHanging() {
        return Optional.empty();
    }

    /** Opens a model whose answers begin, with at least one byte of the body, and never go on. */
    protected Optional<LanguageModel> openStalling() {
        return Optional.empty();
    }

    /** Opens a model whose provider answers with the status of an error, and says in the body why. */
    protected Optional<LanguageModel> openFailing() {
        return Optional.empty();
    }

    @BeforeAll
    void openOne() {
        model = open();
    }

    @AfterAll
    void closeIt() {
        if (model != null) {
            model.close();
        }
    }

    private RelayRequest request(Duration timeout) {
        return new RelayRequest("chat/completions", answerable().getBytes(StandardCharsets.UTF_8), timeout);
    }

    private RelayedAnswer ask(LanguageModel asked, Duration timeout) {
        return asked.relay().orElseThrow().relay(request(timeout));
    }

    @Test
    void answersWhatHasAnAnswer() throws IOException {
        try (RelayedAnswer answer = ask(model, LONG)) {
            assertTrue(answer.status() >= 200 && answer.status() <= 299, () -> "status " + answer.status());
            assertEquals(Optional.empty(), answer.failure());
            assertNotNull(answer.header("content-type"));
            assertSame(answer.body(), answer.body());
            assertTrue(answer.body().readAllBytes().length > 0, "the body is empty");
            assertEquals(-1, answer.body().read(), "the body has an end");
        }
    }

    @Test
    void theRequestStaysAsItIs() {
        RelayRequest request = request(LONG);
        byte[] before = request.body().clone();
        model.relay().orElseThrow().relay(request).close();
        assertArrayEquals(before, request.body());
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String body : new String[]{"", "[]", "{\"messages\": "}) {
            var failure = assertThrows(LanguageModelException.class, () -> model.relay().orElseThrow().relay(
                    new RelayRequest("chat/completions", body.getBytes(StandardCharsets.UTF_8), LONG)));
            assertEquals(Kind.REJECTED, failure.kind(), failure.getMessage());
            assertSpeaks(failure);
        }
    }

    @Test
    void virtualThreadsAreAnswered() throws Exception {
        Callable<Integer> call = () -> {
            try (RelayedAnswer answer = ask(model, LONG)) {
                return answer.body().readAllBytes().length;
            }
        };
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS, Thread.ofVirtual().factory())) {
            for (Future<Integer> length : executor.invokeAll(Collections.nCopies(4 * THREADS, call))) {
                assertTrue(length.get() > 0, "a body is empty");
            }
        }
    }

    @Test
    void closingTwiceIsAllowed() {
        RelayedAnswer answer = ask(model, LONG);
        answer.close();
        assertDoesNotThrow(answer::close);
    }

    @Test
    void whatWasClosedIsNotRead() {
        RelayedAnswer answer = ask(model, LONG);
        answer.close();
        assertReason(Kind.CANCELLED, assertThrows(IOException.class, () -> answer.body().read()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadThatIsInterruptedBeforeItAsksGivesUp(boolean virtual) throws Exception {
        var call = new Call(() -> ask(model, LONG), virtual, true);
        call.start();
        assertGivesUp(call.outcome());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadThatIsInterruptedWhileItWaitsForTheHeadGivesUp(boolean virtual) throws Exception {
        try (LanguageModel hanging = assumed(openHanging(), "openHanging")) {
            var call = new Call(() -> ask(hanging, LONG), virtual, false);
            call.start();
            // It cannot be seen whether a thread waits. One that does not wait yet is interrupted before it asks.
            Thread.sleep(SHORT);
            assertFalse(call.done(), "openHanging() must open a model that does not answer");
            call.interrupt();
            assertGivesUp(call.outcome());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadThatIsInterruptedWhileItReadsGivesUp(boolean virtual) throws Exception {
        try (LanguageModel stalling = assumed(openStalling(), "openStalling")) {
            var begun = new CountDownLatch(1);
            var call = new Call(() -> {
                try (RelayedAnswer answer = ask(stalling, LONG)) {
                    assertTrue(answer.body().read() >= 0, "openStalling() must open a model that begins to answer");
                    begun.countDown();
                    answer.body().readAllBytes();
                }
            }, virtual, false);
            call.start();
            begun.await();
            call.interrupt();
            Call.Outcome outcome = call.outcome();
            assertReason(Kind.CANCELLED, assertInstanceOf(IOException.class, outcome.thrown()));
            assertTrue(outcome.interrupted(), "the interrupt flag must be set when a read gives up");
        }
    }

    @Test
    void aHeadThatDoesNotComeTimesOut() {
        try (LanguageModel hanging = assumed(openHanging(), "openHanging")) {
            var failure = assertThrows(LanguageModelException.class, () -> ask(hanging, SHORT));
            assertEquals(Kind.TIMEOUT, failure.kind(), failure.getMessage());
            assertSpeaks(failure);
        }
    }

    @Test
    void aBodyThatStallsTimesOut() {
        try (LanguageModel stalling = assumed(openStalling(), "openStalling");
                RelayedAnswer answer = ask(stalling, SHORT)) {
            assertReason(Kind.TIMEOUT, assertThrows(IOException.class, () -> answer.body().readAllBytes()));
        }
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        try (LanguageModel stalling = assumed(openStalling(), "openStalling")) {
            RelayedAnswer answer = ask(stalling, LONG);
            var call = new Call(() -> answer.body().readAllBytes(), true, false);
            call.start();
            Thread.sleep(SHORT);
            assertFalse(call.done(), "openStalling() must open a model whose answer does not go on");
            answer.close();
            assertReason(Kind.CANCELLED, assertInstanceOf(IOException.class, call.outcome().thrown()));
        }
    }

    @Test
    void whatCannotBeReachedFailsAsSuch() {
        try (LanguageModel unreachable = assumed(openUnreachable(), "openUnreachable")) {
            var failure = assertThrows(LanguageModelException.class, () -> ask(unreachable, LONG));
            assertEquals(Kind.CONNECTION, failure.kind(), failure.getMessage());
            assertSpeaks(failure);
        }
    }

    @Test
    void anErrorSaysWhatItMeansAndHasItsBody() throws IOException {
        try (LanguageModel failing = assumed(openFailing(), "openFailing");
                RelayedAnswer answer = ask(failing, LONG)) {
            assertTrue(answer.status() >= 300, () -> "status " + answer.status());
            assertSpeaks(answer.failure().orElseThrow(() -> new AssertionError("an error must have a failure")));
            String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
            assertFalse(body.isEmpty(), "the body of an error must be there");
            assertKept(body);
        }
    }

    private static LanguageModel assumed(Optional<LanguageModel> model, String hook) {
        Assumptions.assumeTrue(model.isPresent(), "the plugin does not override " + hook + "()");
        return model.get();
    }

    private void assertGivesUp(Call.Outcome outcome) {
        var failure = assertInstanceOf(LanguageModelException.class, outcome.thrown(),
                "an interrupted call must fail with Kind.CANCELLED");
        assertEquals(Kind.CANCELLED, failure.kind(), failure.getMessage());
        assertTrue(outcome.interrupted(), "the interrupt flag must be set when a cancelled call ends");
    }

    private void assertReason(Kind kind, IOException failure) {
        var reason = assertInstanceOf(LanguageModelException.class, failure.getCause(),
                () -> "the cause of a read that fails must say why: " + failure);
        assertEquals(kind, reason.kind(), reason.getMessage());
        assertSpeaks(reason);
    }

    private void assertSpeaks(LanguageModelException failure) {
        assertNotNull(failure.getMessage());
        assertFalse(failure.getMessage().isBlank(), "a failure must say what is wrong");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertKept(String.valueOf(cause.getMessage()));
        }
    }

    private void assertKept(String text) {
        secret().ifPresent(secret -> assertFalse(text.contains(secret), "a text gives the secret away"));
    }
}
