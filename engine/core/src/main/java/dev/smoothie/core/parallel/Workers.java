package dev.smoothie.core.parallel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs loops over blocks of rows on a fixed number of platform threads. Blocks are handed out in order and one at a
 * time, so that the threads finish together although some blocks take longer. Only this class starts threads for such
 * loops: the kernels that they call start none.
 *
 * @param threads
 *            how many threads run at once, at least 1
 */
public record Workers(int threads) {

    public Workers {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /** As many threads as the JVM sees processors. */
    public static Workers all() {
        return new Workers(Runtime.getRuntime().availableProcessors());
    }

    /** The body of a loop over blocks of rows. */
    @FunctionalInterface
    public interface Block {
        /** Handles rows {@code [from, to)}; called from several threads at once, never twice for a row. */
        void run(long from, long to);
    }

    /**
     * Runs {@code body} over {@code [0, rows)} in blocks of {@code size}. Returns when all are done.
     *
     * @throws RuntimeException
     *             the first that a block threw; blocks not yet begun are dropped
     * @throws CancellationException
     *             if the calling thread was interrupted
     */
    public void forBlocks(long rows, long size, Block body) {
        long blocks = Math.ceilDiv(rows, size);
        var next = new AtomicLong();
        var failure = new AtomicReference<Throwable>();
        Runnable loop = () -> {
            try {
                for (long block; failure.get() == null && (block = next.getAndIncrement()) < blocks;) {
                    body.run(block * size, Math.min(rows, (block + 1) * size));
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        int helpers = (int) Math.min(threads, blocks) - 1;
        Thread[] pool = new Thread[Math.max(0, helpers)];
        for (int i = 0; i < pool.length; i++) {
            pool[i] = Thread.ofPlatform().name("smoothie-worker-" + (i + 1)).daemon().start(loop);
        }
        loop.run();
        for (Thread thread : pool) {
            await(thread, failure);
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static void await(Thread thread, AtomicReference<Throwable> failure) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(null, new CancellationException("interrupted"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
