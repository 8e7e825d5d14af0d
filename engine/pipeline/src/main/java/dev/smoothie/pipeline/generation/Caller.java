package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.SmoothieException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Sends prompts to one generator and keeps to its limits. It waits for the generator's rate and as long as the provider
 * asks, repeats requests that may succeed another time, and gives the generator up if it answers nothing for too long.
 * Any number of threads may ask; each waits in its own call.
 */
final class Caller {
    /**
     * If at least this percentage of the last {@link #WINDOW} requests found no provider that answers, the circuit
     * breaker opens: nothing is sent for a while.
     */
    private static final float FAILURE_SHARE = 60;
    private static final int WINDOW = 20;
    private static final int FEWEST_CALLS = 10;
    private static final int PROBES = 2;
    private static final double JITTER = 0.5;
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(20);
    /** After so many refusals in a row the generator is given up: they are not about single prompts. */
    private static final int DENIALS = 3;
    /**
     * The duration that the circuit breaker is told of every request. A slow answer is an answer: told of minutes, the
     * breaker would open.
     */
    private static final long NO_MATTER_HOW_LONG = 0;
    private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Generator generator;
    private final LongSupplier clock;
    private final Retry retry;
    private final CircuitBreaker breaker;
    private final Optional<RateLimiter> limiter;
    private final AtomicInteger denials = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    /** When the circuit opened. While it is closed: when a request last failed. */
    private final AtomicLong openSince;
    /** No request is sent before this time, because the provider asked for that. */
    private final AtomicLong quietUntil;
    /** Why the last request failed, not counting failures of the plugin itself. */
    private volatile String lastFailure = "";
    private volatile String givenUp;

    Caller(Generator generator) {
        this(generator, System::nanoTime);
    }

    /**
     * @param clock
     *            nanoseconds since any time
     */
    Caller(Generator generator, LongSupplier clock) {
        this.generator = generator;
        this.clock = clock;
        this.openSince = new AtomicLong(clock.getAsLong());
        this.quietUntil = new AtomicLong(clock.getAsLong());
        Limits limits = generator.spec().limits();
        String name = generator.spec().name();
        IntervalFunction backoff = IntervalFunction.ofExponentialRandomBackoff(limits.backoff(), 2, JITTER,
                max(limits.backoff(), Limits.LONGEST_BACKOFF));
        this.retry = Retry.of(name, RetryConfig.<Completion>custom().maxAttempts(limits.attempts())
                .retryOnException(Caller::mayHelp)
                .intervalBiFunction((attempt, outcome) -> wait(backoff.apply(attempt), outcome)).build());
        this.breaker = CircuitBreaker.of(name, CircuitBreakerConfig.custom().slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FEWEST_CALLS).failureRateThreshold(FAILURE_SHARE)
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(max(limits.backoff(),
                        Duration.ofMillis(10)), 2, max(limits.backoff(), LONGEST_OPEN)))
                .recordException(Caller::isOutage).build());
        this.limiter = limits.requestsPerMinute().stream().mapToObj(rate -> limiter(name, rate)).findFirst();
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * Spaces requests evenly: after a burst at the turn of two minutes, a provider that counts its minutes from another
     * second would count twice the rate.
     */
    private static RateLimiter limiter(String name, double requestsPerMinute) {
        return RateLimiter.of(name, RateLimiterConfig.custom().limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofNanos(Math.max(1, Math.round(NANOS_PER_MINUTE / requestsPerMinute))))
                .timeoutDuration(Duration.ofDays(365)).build());
    }

    /** Whether a failure means that the provider does not answer. One that answers with HTTP 429 does answer. */
    private static boolean isOutage(Throwable failure) {
        return mayHelp(failure)
                && !(failure instanceof LanguageModelException e && e.kind() == Kind.THROTTLED);
    }

    private static boolean mayHelp(Throwable failure) {
        return failure instanceof LanguageModelException e && e.kind().isTransient()
                && e.retryAfter().orElse(Duration.ZERO).compareTo(Limits.LONGEST_WAIT) <= 0;
    }

    /** The milliseconds to wait before the next attempt: {@code backoff}, or longer if the provider asks for longer. */
    private static long wait(long backoff, Either<Throwable, Completion> outcome) {
        return outcome.isLeft() && outcome.getLeft() instanceof LanguageModelException e
                ? Math.max(backoff, e.retryAfter().map(Duration::toMillis).orElse(0L))
                : backoff;
    }

    /** The number of requests that have been sent. */
    long requests() {
        return requests.get();
    }

    /** Why the generator was given up; empty if it was not. */
    Optional<String> givenUp() {
        return Optional.ofNullable(givenUp);
    }

    /**
     * Asks for one output, repeatedly if need be, until there is an answer or it is certain that there will be none.
     *
     * @throws InterruptedException
     *             if the thread was interrupted; there is no outcome then
     */
    Outcome ask(Prompt prompt) throws InterruptedException {
        if (givenUp != null) {
            return new Outcome.Unasked(givenUp);
        }
        long[] started = new long[1];
        try {
            Completion completion = retry.executeCallable(() -> once(prompt, started));
            return answer(prompt, completion, (clock.getAsLong() - started[0]) * 1e-9);
        } catch (GivenUpException e) {
            return new Outcome.Unasked(e.getMessage());
        } catch (LanguageModelException e) {
            return failure(e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(e);
            }
            if (e instanceof SmoothieException failure && failure.getCause() instanceof OutOfMemoryError) {
                throw failure; // the next prompts would fail as well
            }
            return new Outcome.Failure(
                    e instanceof SmoothieException ? oneLine(e.getMessage()) : "the plugin failed: " + oneLine(e.toString()));
        }
    }

    private static InterruptedException interrupted(Throwable cause) {
        var interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    private Outcome failure(LanguageModelException e) throws InterruptedException {
        // If a wait between attempts is interrupted, the failure of the attempt before it is thrown.
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(e);
        }
        String reason = oneLine(e.getMessage());
        if (e.kind().isTransient() && !mayHelp(e)) {
            // For example a quota for the day: the next prompts would get the same answer.
            giveUp("the provider asks to be left alone for %d s: %s".formatted(e.retryAfter().orElseThrow().toSeconds(),
                    reason));
            return new Outcome.Unasked(givenUp);
        }
        return switch (e.kind()) {
            case CANCELLED -> throw interrupted(e);
            case DENIED -> {
                if (denials.incrementAndGet() >= DENIALS) {
                    giveUp("the provider refuses: " + reason);
                }
                yield new Outcome.Unasked(reason);
            }
            default -> {
                int attempts = generator.spec().limits().attempts();
                yield new Outcome.Failure(e.kind().isTransient() && attempts > 1
                        ? "%d attempts, at last: %s".formatted(attempts, reason)
                        : reason);
            }
        };
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private Outcome answer(Prompt prompt, Completion completion, double seconds) {
        boolean counted = completion.inputTokens().isPresent() && completion.outputTokens().isPresent();
        long input = completion.inputTokens().orElseGet(
                () -> Price.tokens(prompt.text())
                        + prompt.system().map(Price::tokens).orElse(0L));
        long output = completion.outputTokens().orElseGet(() -> Price.tokens(completion.text()));
        return new Outcome.Answer(completion.text(), input, output, counted, seconds);
    }

    /** Waits until a request may be sent, and sends one. */
    private Completion once(Prompt prompt, long[] started) throws InterruptedException {
        awaitPermission();
        started[0] = clock.getAsLong();
        requests.incrementAndGet();
        try {
            Completion completion = generator.model().generate(prompt);
            breaker.onSuccess(NO_MATTER_HOW_LONG, TimeUnit.NANOSECONDS);
            denials.set(0);
            return completion;
        } catch (LanguageModelException e) {
            lastFailure = oneLine(e.getMessage());
            // Set before the circuit opens, so that no thread finds it open without knowing since when.
            if (breaker.getState() == CircuitBreaker.State.CLOSED) {
                openSince.set(clock.getAsLong());
            }
            breaker.onError(NO_MATTER_HOW_LONG, TimeUnit.NANOSECONDS, e);
            e.retryAfter().filter(_ -> mayHelp(e)).ifPresent(this::quiet);
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The plugin failed. That says neither that the provider answers nor that it does not.
            breaker.releasePermission();
            throw e;
        }
    }

    private void quiet(Duration duration) {
        long until = clock.getAsLong() + duration.toNanos();
        quietUntil.accumulateAndGet(until, (a, b) -> a - b > 0 ? a : b);
    }

    /**
     * Waits until a request may be sent, by the circuit breaker, the provider and the rate. Returns with a permission
     * of the breaker, or throws without one.
     */
    private void awaitPermission() throws InterruptedException {
        while (!breaker.tryAcquirePermission()) {
            checkOutage();
            Thread.sleep(generator.spec().limits().backoff().dividedBy(4).plusMillis(1));
        }
        try {
            do {
                awaitQuiet();
                if (limiter.isPresent() && !limiter.get().acquirePermission()) {
                    throw new InterruptedException("interrupted while waiting for the rate");
                }
            } while (quietUntil.get() - clock.getAsLong() > 0);
            if (givenUp != null) {
                throw new GivenUpException(givenUp);
            }
        } catch (InterruptedException | GivenUpException e) {
            breaker.releasePermission();
            throw e;
        }
    }

    private void awaitQuiet() throws InterruptedException {
        for (long left = quietUntil.get() - clock.getAsLong(); left > 0; left = quietUntil.get() - clock.getAsLong()) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void checkOutage() {
        Duration outage = generator.spec().limits().outage();
        if (givenUp == null && clock.getAsLong() - openSince.get() > outage.toNanos()) {
            giveUp("it has not answered for %d s; the last time: %s".formatted(outage.toSeconds(), lastFailure));
        }
        if (givenUp != null) {
            throw new GivenUpException(givenUp);
        }
    }

    private void giveUp(String reason) {
        givenUp = reason;
    }

    /** Thrown to a thread that waits when the generator is given up. */
    private static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUpException(String reason) {
            super(reason);
        }
    }
}
