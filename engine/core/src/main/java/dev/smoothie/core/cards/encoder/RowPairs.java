package dev.smoothie.core.cards.encoder;

import java.util.Arrays;

/** A growing list of pairs of rows: from which, and to which. */
final class RowPairs {
    private long[] from = new long[64];
    private long[] to = new long[64];
    private int count;

    void add(long source, long target) {
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        from[count] = source;
        to[count++] = target;
    }

    long[] from() {
        return Arrays.copyOf(from, count);
    }

    long[] to() {
        return Arrays.copyOf(to, count);
    }

    void clear() {
        count = 0;
    }
}
