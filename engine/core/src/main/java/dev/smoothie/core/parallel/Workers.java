package dev.smoothie.core.parallel;

import java.util.concurrent.CancellationException;

/**
 * Runs loops over blocks of rows on up to a fixed number of threads, of which the caller is one. Blocks are handed out
 * in order and one at a time, so that the threads finish together although some blocks take longer. Only this class
 * starts threads for such loops: the kernels that they call start none.
 *
 * <p>
 * The other threads are the process's own: they serve all loops, and live as long as the process. Any thread may run
 * loops, several threads at once, and a block may run a loop of its own; a loop that finds no thread free is run by its
 * caller alone, so no block may wait for another block of its loop. In every thread a block sees the context class
 * loader of the caller.
 *
 * @param threads
 *            the most threads that run at once, at least 1
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
     *             the first that a block threw, once the blocks under way have ended; blocks not yet begun are dropped
     * @throws CancellationException
     *             if the calling thread was interrupted, once the blocks under way have ended; blocks not yet begun are
     *             dropped, and the thread stays interrupted
     */
    public void forBlocks(long rows, long size, Block body) {
        var loop = new BlockLoop(rows, size, body);
        int helpers = (int) Math.min(threads, loop.blocks()) - 1;
        if (helpers > 0) {
            WorkerThreads.OF_PROCESS.help(loop, helpers);
        } else {
            loop.runByCaller();
        }
        loop.throwFailure();
    }
}
