package dev.smoothie.pipeline.generation;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps requests that cannot help from being sent: how many may be under way to one generator, and how long all of them
 * wait. A generator begins with a few requests, since a key that is wrong is wrong for all. If it asks for less, or
 * fails several times in a row, one request at a time is sent, and the wait before the next one doubles until there is
 * an answer. Any number of threads may use it.
 */
final class Pace {
    /** How many requests are sent before anything is known. */
    static final int FIRST = 3;
    /** After that time without an answer more are sent: whoever refuses all does so at once, and reasoning takes minutes. */
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** So many failures in a row are no accident. */
    private static final int IN_A_ROW = 5;
    private static final long LONGEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(200);

    private final Duration backoff;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int underWay;
    private boolean begun;
    private boolean answered;
    private long firstSent;
    private boolean slow;
    private int failures;
    private int rounds;
    private long throttledSince;
    private boolean throttled;
    private long quietUntil;
    private long quietSince;

    /**
     * @param backoff
     *            the first wait
     * @param clock
     *            nanoseconds since any time
     */
    Pace(Duration backoff, LongSupplier clock) {
        this.backoff = backoff;
        this.clock = clock;
        this.quietUntil = clock.getAsLong();
        this.quietSince = quietUntil;
    }

    /**
     * Waits until a request may be sent. Whoever is let through calls {@link #ended} when the request is over.
     *
     * @param stop
     *            whether nothing is to be sent any more
     */
    void await(BooleanSupplier stop) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stop.getAsBoolean()) {
                long now = clock.getAsLong();
                long quiet = quietUntil - now;
                if (quiet <= 0 && underWay < most(now)) {
                    if (!begun) {
                        begun = true;
                        firstSent = now;
                    }
                    break;
                }
                // The rest of the quiet, or until a request is over; the first requests are waited for no longer than 5 s.
                changed.awaitNanos(Math.min(quiet > 0 ? quiet : LONGEST_SLEEP, LONGEST_SLEEP));
            }
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    private int most(long now) {
        if (slow) {
            return 1;
        }
        return answered || (begun && now - firstSent > FIRST_NANOS) ? Integer.MAX_VALUE : FIRST;
    }

    /** A request is over. Called after one of those below, or after none if it says nothing about the provider. */
    void ended() {
        changing(() -> underWay--);
    }

    /** The provider answered, if only by a refusal of that one prompt. */
    void answered() {
        changing(() -> {
            answered = true;
            slow = false;
            throttled = false;
            failures = 0;
            rounds = 0;
        });
    }

    /**
     * The provider asks for less, or for nothing until a time.
     *
     * @param sent
     *            when the request was sent
     * @param asked
     *            how long it asks to be left alone; zero if it does not say
     */
    void throttled(long sent, Duration asked) {
        changing(() -> {
            slow = true;
            long now = clock.getAsLong();
            if (!throttled) {
                throttled = true;
                throttledSince = now;
            } else if (asked.isPositive()) {
                throttledSince = Math.max(throttledSince, now);
            }
            back(sent, asked);
        });
    }

    /** The provider failed, or did not answer. */
    void failed(long sent, Duration asked) {
        changing(() -> {
            failures++;
            if (asked.isPositive() || failures >= IN_A_ROW) {
                slow = failures >= IN_A_ROW;
                back(sent, asked);
            }
        });
    }

    /** Waits longer than before, unless the request was sent before the last wait began: then it tells nothing new. */
    private void back(long sent, Duration asked) {
        long now = clock.getAsLong();
        long wait = asked.toNanos();
        if (sent - quietSince >= 0) {
            if (!asked.isPositive()) {
                double factor = Math.scalb(0.75 + ThreadLocalRandom.current().nextDouble() / 2, Math.min(rounds, 30));
                wait = (long) Math.min(backoff.toNanos() * factor, longest());
            }
            rounds++;
            quietSince = now + wait;
        }
        quietUntil = now + wait - quietUntil > 0 ? now + wait : quietUntil;
    }

    private long longest() {
        return Math.max(backoff.toNanos(), Limits.LONGEST_BACKOFF.toNanos());
    }

    /** Whether nothing is to be sent for a while. */
    boolean isQuiet() {
        lock.lock();
        try {
            return quietUntil - clock.getAsLong() > 0;
        } finally {
            lock.unlock();
        }
    }

    /** How often in a row, each time after a wait, the provider has asked for less. */
    int rounds() {
        lock.lock();
        try {
            return throttled ? rounds : 0;
        } finally {
            lock.unlock();
        }
    }

    /** For how long the provider has only asked for less, without naming a time. */
    Duration throttledFor() {
        lock.lock();
        try {
            return throttled ? Duration.ofNanos(Math.max(0, clock.getAsLong() - throttledSince)) : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    private void changing(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
