package dev.smoothie.core.parallel;

import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does the same work on a sequence of items on all threads, and takes the results in the order of the items. What is
 * taken, and which failure is reported, is the same with any number of threads. Each thread holds one item at a time,
 * so memory is bounded by their number.
 *
 * @param <T>
 *            what is worked on
 * @param <R>
 *            what comes of it
 */
public final class OrderedWork<T, R> {
    private final Supplier<T> items;
    private final Function<T, R> work;
    private final Consumer<R> taker;
    private final Object supply = new Object();
    private final Object turns = new Object();
    private long supplied;
    private boolean exhausted;
    private long taken;
    private boolean stopped;

    private OrderedWork(Supplier<T> items, Function<T, R> work, Consumer<R> taker) {
        this.items = items;
        this.work = work;
        this.taker = taker;
    }

    /**
     * Works until the items are exhausted.
     *
     * @param items
     *            gives the next item, null after the last; called by one thread at a time
     * @param work
     *            called by several threads at once
     * @param taker
     *            takes the results in the order of the items; called by one thread at a time, and each call sees what
     *            those before it have done
     * @throws RuntimeException
     *             the failure of the first item that failed, when the results before it have been taken; no result
     *             after it is taken
     * @throws CancellationException
     *             if the calling thread was interrupted while it waited
     */
    public static <T, R> void run(Workers workers, Supplier<T> items, Function<T, R> work, Consumer<R> taker) {
        var run = new OrderedWork<>(items, work, taker);
        workers.forBlocks(workers.threads(), 1, (_, _) -> run.loop());
    }

    private void loop() {
        while (step()) {
            // until there is nothing more to do
        }
    }

    /** Takes an item through to the end; false if there is none, or another thread has failed. */
    private boolean step() {
        T item = null;
        R result = null;
        Throwable failure = null;
        long turn;
        synchronized (supply) {
            if (exhausted || isStopped()) {
                return false;
            }
            try {
                item = items.get();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            exhausted = item == null;
            if (item == null && failure == null) {
                return false;
            }
            turn = supplied++;
        }
        if (failure == null) {
            try {
                result = work.apply(item);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
        return await(turn) && take(result, failure);
    }

    private boolean isStopped() {
        synchronized (turns) {
            return stopped;
        }
    }

    /** Waits until all items before this one have been taken; false if one of them failed. */
    private boolean await(long turn) {
        synchronized (turns) {
            try {
                while (taken != turn && !stopped) {
                    turns.wait();
                }
            } catch (InterruptedException e) {
                stop();
                Thread.currentThread().interrupt();
                throw (CancellationException) new CancellationException("interrupted").initCause(e);
            }
            return !stopped;
        }
    }

    private boolean take(R result, Throwable failure) {
        boolean done = false;
        try {
            switch (failure) {
                case null -> taker.accept(result);
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
            done = true;
        } finally {
            synchronized (turns) {
                if (done) {
                    taken++;
                    turns.notifyAll();
                } else {
                    stop();
                }
            }
        }
        return true;
    }

    private void stop() {
        synchronized (turns) {
            stopped = true;
            turns.notifyAll();
        }
    }
}
