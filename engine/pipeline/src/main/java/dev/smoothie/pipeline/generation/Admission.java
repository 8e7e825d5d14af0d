package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.LanguageModelException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets single requests to one generator pass, within its limits: so many at once, so many a minute, none while it does
 * not answer or has asked to be left alone. Nobody waits longer than they say, because somebody waits for them. Any
 * number of threads may ask.
 */
public final class Admission {
    private final Semaphore places;
    private final RateLimiter limiter;
    private final Duration patience;
    private final Circuit circuit;
    private final LongSupplier clock;
    /** No request before this time, because the provider has said so. */
    private final AtomicLong quietUntil;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile String lastFailure = "";

    /**
     * The limits of a generator.
     *
     * @param patience
     *            how long a request waits for a place, and then for its turn, at most
     */
    public Admission(GeneratorSpec spec, Duration patience) {
        this(spec, patience, System::nanoTime);
    }

    /**
     * @param clock
     *            nanoseconds since any time
     */
    Admission(GeneratorSpec spec, Duration patience, LongSupplier clock) {
        Limits limits = spec.limits();
        this.patience = patience;
        this.places = new Semaphore(limits.concurrency(), true);
        this.limiter = limits.requestsPerMinute().isPresent()
                ? Caller.limiter(spec.name(), limits.requestsPerMinute().getAsDouble(), patience)
                : null;
        this.circuit = new Circuit(spec.name(), limits.backoff(), clock);
        this.clock = clock;
        this.quietUntil = new AtomicLong(clock.getAsLong());
    }

    /** Whether a request may pass, and if not why. */
    public enum Answer {
        /** It may; {@link #leave} follows. */
        PASS,
        /** As many as are allowed are under way or waited for. */
        BUSY,
        /** The provider does not answer, or has asked to be left alone. */
        DOWN
    }

    /**
     * Takes a place for one request.
     *
     * @throws InterruptedException
     *             if the thread was interrupted; it has no place then
     */
    public Answer enter() throws InterruptedException {
        if (isQuiet()) {
            return Answer.DOWN;
        }
        if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return Answer.BUSY;
        }
        boolean passed = false;
        try {
            if (limiter != null) {
                long wait = limiter.reservePermission(); // takes no turn that would come too late
                if (wait < 0) {
                    return Answer.BUSY;
                }
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            if (isQuiet() || !circuit.permits()) {
                return Answer.DOWN;
            }
            underWay.incrementAndGet();
            passed = true;
            return Answer.PASS;
        } finally {
            if (!passed) {
                places.release();
            }
        }
    }

    private boolean isQuiet() {
        return quiet().isPresent();
    }

    /** How much longer the provider has asked to be left alone; empty if it has not, or the time is over. */
    public Optional<Duration> quiet() {
        long left = quietUntil.get() - clock.getAsLong();
        return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
    }

    /** The generator has answered. */
    public void answered() {
        circuit.succeeded();
    }

    /** The generator has failed. */
    public void failed(LanguageModelException failure) {
        lastFailure = String.valueOf(failure.getMessage());
        if (failure.kind() == LanguageModelException.Kind.CANCELLED) {
            circuit.release();
            return;
        }
        circuit.failed(failure);
        failure.retryAfter().ifPresent(wait -> {
            Duration most = Limits.longer(wait, Limits.LONGEST_WAIT).equals(wait) ? Limits.LONGEST_WAIT : wait;
            quietUntil.accumulateAndGet(clock.getAsLong() + most.toNanos(),
                    (one, other) -> one - other > 0 ? one : other);
        });
    }

    /** What came of the request says nothing about the generator, for example because its caller has gone. */
    public void dropped() {
        circuit.release();
    }

    /** Gives the place back, after one of {@link #answered}, {@link #failed} and {@link #dropped}. */
    public void leave() {
        underWay.decrementAndGet();
        places.release();
    }

    /** How many requests are under way. */
    public int underWay() {
        return underWay.get();
    }

    /** Whether requests pass, as far as is known without sending one. */
    public boolean isUp() {
        return !isQuiet() && !circuit.isOpen();
    }

    /** What the generator last failed with; blank if it never did. */
    public String lastFailure() {
        return lastFailure;
    }
}
