package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells whether a provider answers at all: a circuit breaker, and since when it is open. Any number of threads may use
 * it.
 */
final class Circuit {
    /**
     * If at least this percentage of the last {@link #WINDOW} requests found no provider that answers, the circuit
     * breaker opens: nothing is sent for a while.
     */
    private static final float FAILURE_SHARE = 60;
    private static final int WINDOW = 20;
    private static final int FEWEST_CALLS = 10;
    private static final int PROBES = 2;
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(20);
    /**
     * The duration that the circuit breaker is told of every request. A slow answer is an answer: told of minutes, the
     * breaker would open.
     */
    private static final long NO_MATTER_HOW_LONG = 0;

    private final CircuitBreaker breaker;
    private final LongSupplier clock;
    /** When the circuit opened. While it is closed: when a request last failed. */
    private final AtomicLong openSince;

    /**
     * @param clock
     *            nanoseconds since any time
     */
    Circuit(String name, Duration backoff, LongSupplier clock) {
        this.clock = clock;
        this.openSince = new AtomicLong(clock.getAsLong());
        this.breaker = CircuitBreaker.of(name, CircuitBreakerConfig.custom().slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FEWEST_CALLS).failureRateThreshold(FAILURE_SHARE)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(
                        Limits.longer(backoff, Duration.ofMillis(10)), 2, Limits.longer(backoff, LONGEST_OPEN)))
                .recordException(Circuit::isOutage).build());
    }

    /**
     * Whether a failure means that the provider does not answer. One that answers with HTTP 429, or with an empty text,
     * does answer.
     */
    private static boolean isOutage(Throwable failure) {
        return Caller.mayHelp(failure) && !(failure instanceof LanguageModelException e
                && (e.kind() == Kind.THROTTLED || e.kind() == Kind.EMPTY));
    }

    /** Takes a permission for one request; false if none is given now. */
    boolean permits() {
        return breaker.tryAcquirePermission();
    }

    /** Gives a permission back: nothing was sent, or what came of it says nothing about the provider. */
    void release() {
        breaker.releasePermission();
    }

    void succeeded() {
        breaker.onSuccess(NO_MATTER_HOW_LONG, TimeUnit.NANOSECONDS);
    }

    void failed(LanguageModelException e) {
        // Set before the circuit opens, so that no thread finds it open without knowing since when.
        if (breaker.getState() == CircuitBreaker.State.CLOSED) {
            openSince.set(clock.getAsLong());
        }
        breaker.onError(NO_MATTER_HOW_LONG, TimeUnit.NANOSECONDS, e);
    }

    /** Whether nothing is sent now. */
    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** For how long it has been open, if it is. */
    Duration openFor() {
        return Duration.ofNanos(clock.getAsLong() - openSince.get());
    }
}
