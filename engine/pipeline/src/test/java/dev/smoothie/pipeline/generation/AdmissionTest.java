package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.generation.Admission.Answer;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests who may pass to a generator. */
class AdmissionTest {
    private final AtomicLong now = new AtomicLong();

    private Admission admission(int concurrency, OptionalDouble perMinute) {
        var limits = new Limits(concurrency, perMinute, 1, Duration.ofMinutes(1), Duration.ofMinutes(5));
        return new Admission(new GeneratorSpec("m", "p", Map.of(), Template.INPUT, Optional.empty(), Optional.empty(),
                limits), Duration.ofMillis(10), now::get);
    }

    private static LanguageModelException failure(Kind kind, Duration retryAfter) {
        return new LanguageModelException(kind, "it is " + kind, retryAfter, null);
    }

    @Test
    void soManyPassAtOnce() throws Exception {
        Admission admission = admission(2, OptionalDouble.empty());
        assertEquals(Answer.PASS, admission.enter());
        assertEquals(Answer.PASS, admission.enter());
        assertEquals(Answer.BUSY, admission.enter());
        assertEquals(2, admission.underWay());
        admission.answered();
        admission.leave();
        assertEquals(Answer.PASS, admission.enter());
    }

    /** At one a minute the second would have to wait for longer than it has patience, and takes no turn by trying. */
    @Test
    void soManyPassInAMinute() throws Exception {
        Admission admission = admission(100, OptionalDouble.of(1));
        assertEquals(Answer.PASS, admission.enter());
        for (int i = 0; i < 50; i++) {
            assertEquals(Answer.BUSY, admission.enter());
        }
        assertEquals(1, admission.underWay());
    }

    @Test
    void whoAsksToBeLeftAloneIs() throws Exception {
        Admission admission = admission(2, OptionalDouble.empty());
        assertEquals(Answer.PASS, admission.enter());
        admission.failed(failure(Kind.THROTTLED, Duration.ofSeconds(30)));
        admission.leave();
        assertEquals(Answer.DOWN, admission.enter());
        assertFalse(admission.isUp());
        assertEquals("it is THROTTLED", admission.lastFailure());
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        assertEquals(Answer.PASS, admission.enter());
    }

    /** Ten requests must have been sent before the circuit breaker judges. */
    @Test
    void whoDoesNotAnswerIsLeftAlone() throws Exception {
        Admission admission = admission(1, OptionalDouble.empty());
        for (int i = 0; i < 10; i++) {
            assertEquals(Answer.PASS, admission.enter());
            admission.failed(failure(Kind.CONNECTION, null));
            admission.leave();
        }
        assertEquals(Answer.DOWN, admission.enter());
        assertFalse(admission.isUp());
        assertEquals(0, admission.underWay());
    }

    /** Callers that go say nothing about the generator. */
    @Test
    void callersThatGoDoNotCount() throws Exception {
        Admission admission = admission(1, OptionalDouble.empty());
        for (int i = 0; i < 30; i++) {
            assertEquals(Answer.PASS, admission.enter());
            if (i % 2 == 0) {
                admission.failed(failure(Kind.CANCELLED, null));
            } else {
                admission.dropped();
            }
            admission.leave();
        }
        assertTrue(admission.isUp());
    }
}
