package dev.smoothie.gateway.providers;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time by which a request must be answered. The thread that handles it is interrupted when the time is up, and when
 * the caller has gone. For one request; closing it ends both.
 */
public final class Deadline implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final long end;
    private final ScheduledFuture<?> timer;
    private boolean closed;
    private volatile boolean late;
    private volatile boolean gone;

    /** A deadline for the calling thread. */
    public Deadline(Duration time, ScheduledExecutorService clock) {
        this.end = System.nanoTime() + time.toNanos();
        this.timer = clock.schedule(() -> {
            late = true;
            interrupt();
        }, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How much time is left; never less than a moment. */
    public Duration left() {
        return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
    }

    /** The caller has gone: nobody waits for the answer any more. */
    public void callerGone() {
        gone = true;
        interrupt();
    }

    private synchronized void interrupt() {
        if (!closed) {
            thread.interrupt();
        }
    }

    /** Whether the time is up. */
    public boolean isLate() {
        return late;
    }

    /** Whether the caller has gone. */
    public boolean isGone() {
        return gone;
    }

    /** The thread has heeded its interrupt, and goes on to tell the caller. */
    public void heeded() {
        Thread.interrupted();
    }

    /** Ends the deadline. An interrupt that it caused does not outlive it. */
    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel(false);
        if (late || gone) {
            Thread.interrupted();
        }
    }
}
