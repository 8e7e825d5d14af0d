package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Prompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class CallerTest {
    private static final int THREADS = 16;

    private static Generator generator(Limits limits, ScriptedModel model) {
        return Generator.of(new GeneratorSpec("a", "p", Map.of(), new Template("{input}"), Optional.empty(),
                Optional.empty(), limits), Option.list(), model);
    }

    /**
     * The circuit opens and closes while many threads ask. An outage of milliseconds must never be taken for one of
     * half a minute.
     */
    @Test
    void aShortOutageIsShortToEveryThread() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < 30; round++) {
                var requests = new AtomicInteger();
                var model = new ScriptedModel((prompt, _) -> {
                    if (requests.incrementAndGet() <= 12) {
                        throw ScriptedModel.failure(Kind.UNAVAILABLE);
                    }
                    return Completion.of(prompt.text());
                });
                var caller = new Caller(generator(new Limits(THREADS, OptionalDouble.empty(), 1000,
                        Duration.ofMillis(1), Duration.ofSeconds(30)), model));
                List<Callable<Outcome>> calls = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    calls.add(() -> caller.ask(Prompt.of("q", "t")));
                }
                for (Future<Outcome> outcome : executor.invokeAll(calls)) {
                    assertInstanceOf(Outcome.Answer.class, outcome.get(), "round " + round);
                }
            }
        }
    }

    /** Reasoning models always take minutes. */
    @Test
    void slowAnswersAreNoOutage() throws Exception {
        var now = new AtomicLong();
        var model = new ScriptedModel((prompt, _) -> {
            now.addAndGet(TimeUnit.MINUTES.toNanos(5));
            return Completion.of(prompt.text());
        });
        var caller = new Caller(generator(Limits.STANDARD, model), now::get);
        for (int i = 0; i < 100; i++) {
            Outcome.Answer answer = assertInstanceOf(Outcome.Answer.class, caller.ask(Prompt.of("q" + i, "t")));
            assertEquals(300, answer.seconds());
        }
    }

    /** The outage is not counted from the last answer, which may be long ago. */
    @Test
    void anOutageIsCountedFromWhenTheCircuitOpened() throws Exception {
        var now = new AtomicLong();
        var failures = new AtomicInteger();
        var model = new ScriptedModel((prompt, _) -> {
            if (prompt.sample().equals("first")) {
                return Completion.of(prompt.text());
            }
            failures.incrementAndGet();
            now.addAndGet(TimeUnit.SECONDS.toNanos(5));
            throw ScriptedModel.failure(Kind.UNAVAILABLE);
        });
        var caller = new Caller(generator(new Limits(1, OptionalDouble.empty(), 1, Duration.ofMillis(1),
                Duration.ofSeconds(30)), model), () -> now.get() + System.nanoTime());
        assertInstanceOf(Outcome.Answer.class, caller.ask(Prompt.of("first", "t")));
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        while (caller.ask(Prompt.of("q", "t")) instanceof Outcome.Failure) {
            assertTrue(failures.get() < 100, "never given up");
        }
        assertEquals("it has not answered for 30 s; the last time: no luck", caller.givenUp().orElseThrow());
        // Ten calls, nine of which fail, open the circuit; then six times 5 s and some moments pass.
        assertTrue(failures.get() >= 9 + 6, failures + " failures");
    }

    private static final Limits QUICK = new Limits(THREADS, OptionalDouble.empty(), 3, Duration.ofMillis(1),
            Duration.ofSeconds(30));

    private static LanguageModelException failure(Kind kind, String words) {
        return new LanguageModelException(kind, words, null);
    }

    /** A wrong key is wrong for all prompts, however many ask at once. */
    @Test
    void whoIsDeniedAsksThreeTimes() throws Exception {
        var model = new ScriptedModel((_, _) -> {
            throw ScriptedModel.failure(Kind.DENIED);
        });
        var caller = new Caller(generator(QUICK, model));
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Outcome>> calls = Collections.nCopies(50, () -> caller.ask(Prompt.of("q", "t")));
            for (Future<Outcome> outcome : executor.invokeAll(calls)) {
                assertInstanceOf(Outcome.Unasked.class, outcome.get());
            }
        }
        assertEquals(3, model.asked().size());
    }

    @Test
    void whatIsRefusedInTheSameWordsFromTheStartIsNotThePromptsFault() throws Exception {
        var number = new AtomicInteger();
        var model = new ScriptedModel((_, _) -> {
            throw failure(Kind.MISCONFIGURED, "no such option (request " + number.incrementAndGet() + "a)");
        });
        var caller = new Caller(generator(QUICK, model));
        for (int i = 0; i < 20; i++) {
            caller.ask(Prompt.of("q" + i, "t"));
        }
        assertEquals(5, model.asked().size());
        assertTrue(caller.givenUp().orElseThrow().contains("in the same words: no such option"), caller.givenUp()
                .toString());
    }

    /** A filter has the same words for all prompts that it stops; one odd prompt after an answer is one odd prompt. */
    @Test
    void refusalsOfPromptsNeverEndAGenerator() throws Exception {
        var model = new ScriptedModel((prompt, _) -> switch (prompt.text()) {
            case "good" -> Completion.of("yes");
            case "odd" -> throw failure(Kind.MISCONFIGURED, "bad request");
            default -> throw failure(Kind.REJECTED, "content policy");
        });
        var caller = new Caller(generator(QUICK, model));
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Outcome.Failure.class, caller.ask(Prompt.of("q" + i, "rude")));
        }
        assertInstanceOf(Outcome.Answer.class, caller.ask(Prompt.of("q", "good")));
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Outcome.Failure.class, caller.ask(Prompt.of("p" + i, "odd")));
        }
        assertEquals(41, model.asked().size());
    }

    @Test
    void aLimitThatPassesLosesNothingAndOneThatStaysEndsTheGenerator() throws Exception {
        var requests = new AtomicInteger();
        var passing = new ScriptedModel((prompt, _) -> {
            if (requests.incrementAndGet() <= 8) {
                throw ScriptedModel.failure(Kind.THROTTLED);
            }
            return Completion.of(prompt.text());
        });
        var limits = new Limits(THREADS, OptionalDouble.empty(), 100, Duration.ofMillis(1), Duration.ofSeconds(30));
        var caller = new Caller(generator(limits, passing));
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Outcome>> calls = Collections.nCopies(40, () -> caller.ask(Prompt.of("q", "t")));
            for (Future<Outcome> outcome : executor.invokeAll(calls)) {
                assertInstanceOf(Outcome.Answer.class, outcome.get());
            }
        }
        assertEquals(48, requests.get());
        var staying = new ScriptedModel((_, _) -> {
            throw ScriptedModel.throttled(Duration.ofMillis(1));
        });
        var other = new Caller(generator(QUICK, staying));
        for (int i = 0; i < 40; i++) {
            other.ask(Prompt.of("q" + i, "t"));
        }
        assertEquals(12, staying.asked().size());
        assertTrue(other.givenUp().orElseThrow().startsWith("it asks for fewer requests"), other.givenUp().toString());
    }

    @Test
    void noTextIsNoOutputAndIsPaid() throws Exception {
        Completion thought = new Completion("", OptionalLong.of(3), OptionalLong.of(9), Optional.of("hm"));
        var model = new ScriptedModel((prompt, _) -> switch (prompt.text()) {
            case "blank" -> Completion.of(" \n", 3, 1);
            case "thought" -> throw failure(Kind.REJECTED, "reasoning alone").having(thought);
            default -> throw failure(Kind.EMPTY, "nothing");
        });
        var caller = new Caller(generator(new Limits(1, OptionalDouble.empty(), 8, Duration.ofMillis(1),
                Duration.ofSeconds(30)), model));
        Outcome.Unusable blank = assertInstanceOf(Outcome.Unusable.class, caller.ask(Prompt.of("a", "blank")));
        assertEquals("answered with an empty text", blank.reason());
        Outcome.Unusable paid = assertInstanceOf(Outcome.Unusable.class, caller.ask(Prompt.of("b", "thought")));
        assertEquals("reasoning alone", paid.reason());
        assertEquals(9, paid.answer().outputTokens());
        assertEquals(Optional.of("hm"), paid.answer().reasoning());
        Outcome.Failure empty = assertInstanceOf(Outcome.Failure.class, caller.ask(Prompt.of("c", "empty")));
        assertEquals("2 attempts, at last: nothing", empty.reason());
        assertEquals(List.of("a", "b", "c", "c"), model.asked());
    }
}
