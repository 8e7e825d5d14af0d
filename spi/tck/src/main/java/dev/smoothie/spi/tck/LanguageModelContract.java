package dev.smoothie.spi.tck;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that a {@link LanguageModel} keeps its contract. A subclass opens the model; one model serves all tests of a
 * class. The promises about failures need models that fail, which only the plugin can open ({@link #openUnreachable},
 * {@link #openHanging}); without them those tests are skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LanguageModelContract {
    /** The number of threads if the model sets no limit: enough to disturb each other. */
    private static final int MANY_THREADS = 16;

    private LanguageModel model;

    /** Opens a fresh model. Each is closed by these tests. */
    protected abstract LanguageModel open();

    /** A prompt that the model answers. */
    protected Prompt answerable() {
        return Prompt.of("contract", "Name three rivers.");
    }

    /** Whether equal prompts have equal answers. */
    protected boolean deterministic() {
        return false;
    }

    /** A secret that the models were opened with. No text that they return may hold it. */
    protected Optional<String> secret() {
        return Optional.empty();
    }

    /** Opens a model that cannot be reached: every call fails with {@link Kind#CONNECTION}. */
    protected Optional<LanguageModel> openUnreachable() {
        return Optional.empty();
    }

    /** Opens a model whose answers never come: a call ends only if its thread is interrupted. */
    protected Optional<LanguageModel> openHanging() {
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

    @Test
    void describesItself() {
        assertFalse(model.model().isBlank());
        assertTrue(model.concurrency() >= 1, "concurrency");
    }

    @Test
    void answersWhatHasAnAnswer() {
        assertNotNull(model.generate(answerable()));
    }

    @Test
    void aSystemTextIsTaken() {
        answerOrFailure(model, new Prompt("contract", answerable().text(), Optional.of("You answer in one word.")));
    }

    @Test
    void everyTextIsAnsweredOrRefused() {
        for (String text : Texts.AWKWARD) {
            answerOrFailure(model, Prompt.of("contract", text));
        }
        for (String text : Draws.of(Texts.any(), 50, 11)) {
            answerOrFailure(model, Prompt.of("contract", text));
        }
    }

    @Test
    void aVeryLongTextIsAnsweredOrRefused() {
        answerOrFailure(model, Prompt.of("contract", Texts.ofLength(100_000)));
    }

    @Test
    void equalPromptsHaveEqualAnswersWhereTheModelIsDeterministic() {
        Assumptions.assumeTrue(deterministic(), "the model's answers vary");
        String answer = model.generate(answerable()).text();
        assertEquals(answer, model.generate(answerable()).text());
        try (LanguageModel other = open()) {
            assertEquals(answer, other.generate(answerable()).text());
        }
    }

    @Test
    void threadsAreAnswered() throws Exception {
        int threads = Math.min(MANY_THREADS, model.concurrency());
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            answersOf(executor, threads);
        }
    }

    @Test
    void virtualThreadsAreAnswered() throws Exception {
        int threads = Math.min(MANY_THREADS, model.concurrency());
        try (ExecutorService executor = Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
            answersOf(executor, threads);
        }
    }

    private void answersOf(ExecutorService executor, int threads) throws Exception {
        Callable<Completion> call = () -> model.generate(answerable());
        var answers = new HashSet<String>();
        for (Future<Completion> answer : executor.invokeAll(Collections.nCopies(4 * threads, call))) {
            answers.add(answer.get().text());
        }
        assertTrue(!deterministic() || answers.size() == 1, () -> "equal prompts have different answers: " + answers);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadThatIsInterruptedBeforeItAsksGivesUp(boolean virtual) throws Exception {
        var call = new Call(() -> model.generate(answerable()), virtual, true);
        call.start();
        assertCancelled(call.outcome());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadThatIsInterruptedWhileItWaitsGivesUp(boolean virtual) throws Exception {
        try (LanguageModel hanging = assumed(openHanging(), "openHanging")) {
            var calls = new ArrayList<Call>();
            for (int i = 0; i < Math.min(4, hanging.concurrency()); i++) {
                calls.add(new Call(() -> hanging.generate(answerable()), virtual, false));
            }
            for (Call call : calls) {
                call.start();
            }
            // It cannot be seen whether a thread waits for its answer. One that does not wait yet is interrupted before
            // it asks.
            Thread.sleep(200);
            for (Call call : calls) {
                assertFalse(call.done(), "openHanging() must open a model that does not answer");
                call.interrupt();
                assertCancelled(call.outcome());
            }
        }
    }

    @Test
    void whatCannotBeReachedFailsAsSuch() {
        try (LanguageModel unreachable = assumed(openUnreachable(), "openUnreachable")) {
            LanguageModelException failure = assertThrows(LanguageModelException.class,
                    () -> unreachable.generate(answerable()));
            assertEquals(Kind.CONNECTION, failure.kind(), failure.getMessage());
            assertSpeaks(failure);
        }
    }

    @Test
    void secretsAreKept() {
        Assumptions.assumeTrue(secret().isPresent(), "the model has no secret: secret() gives none");
        assertKept(model.model());
        assertKept(model.toString());
        openUnreachable().ifPresent(unreachable -> {
            try (unreachable) {
                assertKept(unreachable.model());
                answerOrFailure(unreachable, answerable());
            }
        });
    }

    @Test
    void closingTwiceIsAllowed() {
        for (LanguageModel other : opened()) {
            other.close();
            assertDoesNotThrow(other::close);
        }
    }

    private List<LanguageModel> opened() {
        var models = new ArrayList<LanguageModel>();
        models.add(open());
        openUnreachable().ifPresent(models::add);
        openHanging().ifPresent(models::add);
        return models;
    }

    private static LanguageModel assumed(Optional<LanguageModel> model, String hook) {
        Assumptions.assumeTrue(model.isPresent(), "the plugin does not override " + hook + "()");
        return model.get();
    }

    /** Asks, and checks that there is an answer or a failure of the one kind that is allowed. */
    private void answerOrFailure(LanguageModel asked, Prompt prompt) {
        try {
            assertNotNull(asked.generate(prompt));
        } catch (LanguageModelException failure) {
            assertSpeaks(failure);
        }
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

    private static void assertCancelled(Call.Outcome outcome) {
        var failure = assertInstanceOf(LanguageModelException.class, outcome.thrown(),
                "an interrupted call must fail with Kind.CANCELLED");
        assertEquals(Kind.CANCELLED, failure.kind(), failure.getMessage());
        assertTrue(outcome.interrupted(), "the interrupt flag must be set when a cancelled call ends");
    }
}
