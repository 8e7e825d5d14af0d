package dev.smoothie.engine.neighbors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The most promising base rows of each query of one block, by key. A query keeps up to {@code capacity} of them and forgets
 * all but the best {@code keep} when it is full; its threshold is the worst key that it kept, so whatever was refused or
 * forgotten has a key of at least that. Outside the heap, because a search among a million rows holds those of all. Guarded
 * by its own monitor.
 */
final class Candidates {
    private final int keep;
    private final int capacity;
    private final float[] thresholds;
    private final int[] counts;
    private final MemorySegment keys;
    private final MemorySegment rows;

    Candidates(Arena arena, int queries, int keep) {
        this.keep = keep;
        this.capacity = keep + Math.max(16, keep / 2);
        this.thresholds = new float[queries];
        this.counts = new int[queries];
        this.keys = arena.allocate((long) queries * capacity * Float.BYTES, 64);
        this.rows = arena.allocate((long) queries * capacity * Integer.BYTES, 64);
        Arrays.fill(thresholds, Float.POSITIVE_INFINITY);
    }

    /** The most candidates that a query has at one time. */
    int capacity() {
        return capacity;
    }

    /** Keys at or above this need not be offered. */
    float threshold(int query) {
        return thresholds[query];
    }

    /** All thresholds; read only while holding the monitor. */
    float[] thresholds() {
        return thresholds;
    }

    void offer(int query, int row, float key) {
        if (!(key < thresholds[query])) {
            return;
        }
        set((long) query * capacity + counts[query], key, row);
        if (++counts[query] == capacity) {
            shrink(query);
        }
    }

    private void set(long at, float key, int row) {
        keys.setAtIndex(JAVA_FLOAT, at, key);
        rows.setAtIndex(JAVA_INT, at, row);
    }

    /**
     * Copies the candidates of a query, ordered by key, into {@code target}: a key's bits, which order floats that are not
     * negative like integers, above the row. Returns how many there are.
     */
    int sorted(int query, long[] target) {
        int count = counts[query];
        for (int i = 0; i < count; i++) {
            long at = (long) query * capacity + i;
            float key = Math.max(0f, keys.getAtIndex(JAVA_FLOAT, at));
            target[i] = (long) Float.floatToRawIntBits(key) << 32 | rows.getAtIndex(JAVA_INT, at);
        }
        Arrays.sort(target, 0, count);
        return count;
    }

    /** The key of an element of {@link #sorted}, no less than 0: still a lower bound of a squared distance. */
    static float key(long sorted) {
        return Float.intBitsToFloat((int) (sorted >>> 32));
    }

    /** The row of an element of {@link #sorted}. */
    static int row(long sorted) {
        return (int) sorted;
    }

    private void shrink(int query) {
        long first = (long) query * capacity;
        select(first, first + capacity - 1, first + keep - 1);
        thresholds[query] = keyAt(first + keep - 1);
        counts[query] = keep;
    }

    private float keyAt(long i) {
        return keys.getAtIndex(JAVA_FLOAT, i);
    }

    /** Quickselect: orders {@code [from, to]} so that the keys of {@code [from, nth]} are the smallest, the largest of them last. */
    private void select(long from, long to, long nth) {
        long low = from;
        long high = to;
        while (low < high) {
            float pivot = median(keyAt(low), keyAt((low + high) >>> 1), keyAt(high));
            long i = low;
            long j = high;
            while (i <= j) {
                while (keyAt(i) < pivot) {
                    i++;
                }
                while (keyAt(j) > pivot) {
                    j--;
                }
                if (i <= j) {
                    swap(i++, j--);
                }
            }
            if (nth <= j) {
                high = j;
            } else if (nth >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private static float median(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private void swap(long i, long j) {
        float key = keyAt(i);
        int row = rows.getAtIndex(JAVA_INT, i);
        set(i, keyAt(j), rows.getAtIndex(JAVA_INT, j));
        set(j, key, row);
    }
}
