package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Prompt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
}
