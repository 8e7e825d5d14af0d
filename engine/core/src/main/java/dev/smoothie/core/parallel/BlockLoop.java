package dev.smoothie.core.parallel;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One loop over blocks: hands the blocks out, and keeps the first failure. {@link Workers} makes it, and
 * {@link WorkerThreads} lets several threads run it at once.
 */
final class BlockLoop {
    private final long rows;
    private final long size;
    private final long blocks;
    private final Workers.Block body;
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();
    private final AtomicLong next = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    BlockLoop(long rows, long size, Workers.Block body) {
        this.rows = rows;
        this.size = size;
        this.blocks = Math.ceilDiv(rows, size);
        this.body = body;
    }

    long blocks() {
        return blocks;
    }

    /** Runs blocks in the calling thread until none is left, one has failed, or this thread is interrupted. */
    void runByCaller() {
        Thread caller = Thread.currentThread();
        while (!ended()) {
            if (caller.isInterrupted()) {
                cancel();
            } else {
                runNext();
            }
        }
    }

    /**
     * Runs blocks in a thread that is lent to this loop until none is left or one has failed. What the blocks may leave
     * in the thread, an interrupt or a class loader, is taken back.
     */
    void runByHelper() {
        Thread helper = Thread.currentThread();
        helper.setContextClassLoader(contextLoader);
        try {
            while (!ended()) {
                runNext();
            }
        } finally {
            helper.setContextClassLoader(ClassLoader.getSystemClassLoader());
            Thread.interrupted();
        }
    }

    private boolean ended() {
        return failure.get() != null || next.get() >= blocks;
    }

    private void runNext() {
        long block = next.getAndIncrement();
        if (block < blocks) {
            try {
                body.run(block * size, Math.min(rows, (block + 1) * size));
            } catch (Throwable e) { // whatever it is, the caller's thread is told of it
                failure.compareAndSet(null, e);
            }
        }
    }

    /** Drops the blocks that have not begun. */
    void cancel() {
        failure.compareAndSet(null, new CancellationException("interrupted"));
    }

    /** Throws the first failure, if there was one. */
    void throwFailure() {
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
