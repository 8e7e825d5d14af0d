package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import dev.smoothie.spi.Prompt;
import dev.smoothie.spi.SmoothieException;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Sends prompts to one generator and keeps to its limits. It waits for the generator's rate and as long as the provider
 * asks, repeats requests that may succeed another time, and gives the generator up if it answers nothing for too long.
 * Any number of threads may ask; each waits in its own call.
 */
final class Caller {
    private static final double JITTER = 0.5;
    /** How often one prompt is asked whose answer is empty. */
    private static final int EMPTY_ANSWERS = 2;
    /** So often in a row, each time after a longer wait, is asked a provider that answers "too many requests". */
    private static final int THROTTLED_ROUNDS = 12;
    private static final Duration ENDLESS = Duration.ofDays(365);
    private static final long NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Generator generator;
    private final LongSupplier clock;
    private final Retry retry;
    private final Circuit circuit;
    private final Optional<RateLimiter> limiter;
    private final Refusals refusals = new Refusals();
    private final Pace pace;
    private final AtomicLong requests = new AtomicLong();
    /** Why the last request failed, not counting failures of the plugin itself. */
    private volatile String lastFailure = "";
    private volatile String lastDenial;
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
        Limits limits = generator.spec().limits();
        this.pace = new Pace(limits.backoff(), clock);
        String name = generator.spec().name();
        IntervalFunction backoff = IntervalFunction.ofExponentialRandomBackoff(limits.backoff(), 2, JITTER,
                Limits.longer(limits.backoff(), Limits.LONGEST_BACKOFF));
        this.retry = Retry.of(name, RetryConfig.<Completion>custom().maxAttempts(limits.attempts())
                .retryOnException(Caller::mayHelp)
                .intervalBiFunction((attempt, outcome) -> wait(backoff.apply(attempt), outcome)).build());
        this.circuit = new Circuit(name, limits.backoff(), clock);
        this.limiter = limits.requestsPerMinute().stream().mapToObj(rate -> limiter(name, rate, ENDLESS)).findFirst();
    }

    /**
     * Spaces requests evenly: after a burst at the turn of two minutes, a provider that counts its minutes from another
     * second would count twice the rate.
     */
    static RateLimiter limiter(String name, double requestsPerMinute, Duration patience) {
        return RateLimiter.of(name, RateLimiterConfig.custom().limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofNanos(Math.max(1, Math.round(NANOS_PER_MINUTE / requestsPerMinute))))
                .timeoutDuration(patience).build());
    }

    /** Whether asking again may help, in time. */
    static boolean mayHelp(Throwable failure) {
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

    /** Why the provider last refused this user or this model; empty if it did not. */
    Optional<String> denied() {
        return Optional.ofNullable(lastDenial);
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
        var course = new Course(prompt);
        try {
            Completion completion = retry.executeCallable(() -> once(course));
            Outcome.Answer answer = answer(course, completion);
            return completion.text().isBlank()
                    ? new Outcome.Unusable(answer, "answered with an empty text")
                    : answer;
        } catch (GivenUpException e) {
            return new Outcome.Unasked(e.getMessage());
        } catch (EmptyException e) {
            return failure(e.failure, course);
        } catch (LanguageModelException e) {
            return failure(e, course);
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
                    e instanceof SmoothieException
                            ? oneLine(e.getMessage())
                            : "the plugin failed: " + oneLine(e.toString()));
        }
    }

    /** What became of one prompt so far. */
    private static final class Course {
        private final Prompt prompt;
        private long started;
        private int requests;
        private int empty;

        Course(Prompt prompt) {
            this.prompt = prompt;
        }
    }

    private static InterruptedException interrupted(Throwable cause) {
        var interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    private Outcome failure(LanguageModelException e, Course course) throws InterruptedException {
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
                lastDenial = reason;
                yield new Outcome.Unasked(reason);
            }
            default -> {
                String why = course.requests > 1
                        ? "%d attempts, at last: %s".formatted(course.requests, reason)
                        : reason;
                yield e.paid().<Outcome>map(paid -> new Outcome.Unusable(answer(course, paid), why))
                        .orElseGet(() -> new Outcome.Failure(why));
            }
        };
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private Outcome.Answer answer(Course course, Completion completion) {
        Prompt prompt = course.prompt;
        double seconds = (clock.getAsLong() - course.started) * 1e-9;
        boolean counted = completion.inputTokens().isPresent() && completion.outputTokens().isPresent();
        long input = completion.inputTokens().orElseGet(
                () -> Price.tokens(prompt.text())
                        + prompt.system().map(Price::tokens).orElse(0L));
        long output = completion.outputTokens().orElseGet(() -> Price.tokens(completion.text()));
        return new Outcome.Answer(completion.text(), input, output, counted, seconds, completion.reasoning());
    }

    /** Waits until a request may be sent, and sends one. */
    private Completion once(Course course) throws InterruptedException {
        awaitPermission();
        long sent = clock.getAsLong();
        course.started = sent;
        course.requests++;
        requests.incrementAndGet();
        try {
            Completion completion = generator.model().generate(course.prompt);
            circuit.succeeded();
            pace.answered();
            refusals.answered();
            return completion;
        } catch (LanguageModelException e) {
            lastFailure = oneLine(e.getMessage());
            circuit.failed(e);
            heed(e, sent);
            if (e.kind() == Kind.EMPTY && ++course.empty >= EMPTY_ANSWERS) {
                throw new EmptyException(e);
            }
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The plugin failed. That says neither that the provider answers nor that it does not.
            circuit.release();
            throw e;
        } finally {
            pace.ended();
        }
    }

    /** Draws from a failure what it means for the requests to come. */
    private void heed(LanguageModelException e, long sent) {
        Duration asked = e.retryAfter().filter(_ -> mayHelp(e)).orElse(Duration.ZERO);
        switch (e.kind()) {
            case THROTTLED -> {
                pace.throttled(sent, asked);
                Duration outage = generator.spec().limits().outage();
                if (pace.rounds() >= THROTTLED_ROUNDS || pace.throttledFor().compareTo(outage) > 0) {
                    giveUp("it asks for fewer requests, and answers none however long the wait; the last time: "
                            + lastFailure);
                }
            }
            case UNAVAILABLE, TIMEOUT, CONNECTION, GARBLED -> pace.failed(sent, asked);
            case EMPTY, REJECTED -> {
                pace.answered();
                refusals.answered();
            }
            case DENIED, MISCONFIGURED -> {
                refusals.refused(e.kind(), lastFailure).ifPresent(this::giveUp);
                pace.refused();
            }
            case CANCELLED -> {
                // Says nothing about the provider.
            }
        }
    }

    /**
     * Waits until a request may be sent, by the circuit breaker, the pace and the rate. Returns with a permission of the
     * breaker and of the pace, or throws without them.
     */
    private void awaitPermission() throws InterruptedException {
        while (!circuit.permits()) {
            checkOutage();
            Thread.sleep(generator.spec().limits().backoff().dividedBy(4).plusMillis(1));
        }
        boolean paced = false;
        boolean permitted = false;
        try {
            do {
                if (paced) {
                    pace.ended();
                    paced = false;
                }
                pace.await(() -> givenUp != null);
                paced = true;
                if (limiter.isPresent() && !limiter.get().acquirePermission()) {
                    throw new InterruptedException("interrupted while waiting for the rate");
                }
                if (givenUp != null) {
                    throw new GivenUpException(givenUp);
                }
            } while (pace.isQuiet());
            permitted = true;
        } finally {
            if (!permitted) {
                circuit.release();
                if (paced) {
                    pace.ended();
                }
            }
        }
    }

    private void checkOutage() {
        Duration outage = generator.spec().limits().outage();
        if (givenUp == null && circuit.openFor().compareTo(outage) > 0) {
            giveUp("it has not answered for %d s; the last time: %s".formatted(outage.toSeconds(), lastFailure));
        }
        if (givenUp != null) {
            throw new GivenUpException(givenUp);
        }
    }

    private void giveUp(String reason) {
        givenUp = reason;
    }

    /** Thrown for the last empty answer to a prompt, so that it is not asked again. */
    private static final class EmptyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient LanguageModelException failure;

        EmptyException(LanguageModelException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** Thrown to a thread that waits when the generator is given up. */
    private static final class GivenUpException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GivenUpException(String reason) {
            super(reason);
        }
    }
}
