package dev.smoothie.spi.tck;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Something that fails if two threads use it at once. */
final class OneThread {
    private static final long MOMENT = 1_000_000;

    private final Semaphore free = new Semaphore(1);

    /** Does {@code work} after a moment in which other threads may come. */
    <T> T run(Supplier<T> work) {
        if (!free.tryAcquire()) {
            throw new IllegalStateException("busy");
        }
        try {
            // Not a sleep: what an interrupt means is up to the work.
            LockSupport.parkNanos(MOMENT);
            return work.get();
        } finally {
            free.release();
        }
    }
}
