package dev.smoothie.core.vectors;

import dev.smoothie.core.parallel.Workers;
import java.util.concurrent.atomic.AtomicLong;

/** Looks for the lowest row with some property in parallel: the same row whatever the threads. */
final class LowestRow {
    /** No row has the property. */
    static final long NONE = -1;

    private LowestRow() {}

    /** Looks at some rows. */
    @FunctionalInterface
    interface Scan {
        /** The lowest of the rows {@code [from, to)} that has the property; {@link #NONE} if none has. */
        long lowest(long from, long to);
    }

    /** The lowest of the rows {@code [0, rows)}, in blocks of {@code size}; {@link #NONE} if none has the property. */
    static long of(long rows, long size, Scan scan, Workers workers) {
        var lowest = new AtomicLong(rows);
        workers.forBlocks(rows, size, (from, to) -> {
            long found = from < lowest.get() ? scan.lowest(from, to) : NONE;
            if (found != NONE) {
                lowest.accumulateAndGet(found, Math::min);
            }
        });
        return lowest.get() < rows ? lowest.get() : NONE;
    }
}
