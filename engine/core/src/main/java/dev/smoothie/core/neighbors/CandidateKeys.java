package dev.smoothie.core.neighbors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * Keeps the most promising base rows of each query of one block, by key. {@link BaseSweep} fills it during the screen;
 * {@link CertifiedRanking} then puts what it kept in the order of exact distances. A query holds up to {@code capacity}
 * candidates. When it is full it forgets all but about the best {@code keep}; its threshold is the least key that it
 * may have refused or forgotten. The memory is outside the heap, because a search among a million rows holds the
 * candidates of all. Guarded by the object's own monitor.
 *
 * <p>
 * A candidate is a long: the bits of its key, which order floats that are not negative like integers, above its row. So
 * equal keys are in the order of their rows, and no two candidates of a query are equal.
 */
final class CandidateKeys {
    private final int keep;
    private final int capacity;
    private final float[] thresholds;
    private final int[] counts;
    private final MemorySegment packed;
    private final long[] scratch;

    CandidateKeys(Arena arena, int queries, int keep) {
        this.keep = keep;
        this.capacity = keep + Math.max(32, keep / 2);
        this.thresholds = new float[queries];
        this.counts = new int[queries];
        this.packed = arena.allocate((long) queries * capacity * Long.BYTES, 64);
        this.scratch = new long[capacity];
        Arrays.fill(thresholds, Float.POSITIVE_INFINITY);
    }

    /** The most candidates that a query has at one time. */
    int capacity() {
        return capacity;
    }

    int queries() {
        return counts.length;
    }

    /** How many of the best are never forgotten. */
    int keep() {
        return keep;
    }

    /** Refuses all keys at or above {@code threshold} from now on; candidates that are held already stay. */
    void refuse(int query, float threshold) {
        thresholds[query] = Math.min(thresholds[query], threshold);
    }

    /** Keys at or above this need not be offered. */
    float threshold(int query) {
        return thresholds[query];
    }

    /** All thresholds; read only while holding the monitor. */
    float[] thresholds() {
        return thresholds;
    }

    /**
     * Takes a candidate, unless its key is refused. The candidate is written in either case and then counted or not,
     * without a branch, because the processor could not predict one.
     */
    void offer(int query, int row, float key) {
        int count = counts[query];
        packed.setAtIndex(JAVA_LONG, (long) query * capacity + count, pack(Math.max(0f, key), row));
        count += key < thresholds[query] ? 1 : 0;
        counts[query] = count;
        if (count == capacity) {
            forget(query);
        }
    }

    /**
     * Copies the candidates of a query, in the order of their keys, into {@code target}. Returns how many there are.
     */
    int sorted(int query, long[] target) {
        int count = counts[query];
        MemorySegment.copy(packed, JAVA_LONG, (long) query * capacity * Long.BYTES, target, 0, count);
        Arrays.sort(target, 0, count);
        return count;
    }

    /** Packs key and row into a long. A negative key was raised to 0 before, which is still a lower bound. */
    private static long pack(float key, int row) {
        return (long) Float.floatToRawIntBits(key) << Integer.SIZE | row;
    }

    /** The key of a candidate. */
    static float key(long candidate) {
        return Float.intBitsToFloat((int) (candidate >>> Integer.SIZE));
    }

    /** The row of a candidate. */
    static int row(long candidate) {
        return (int) candidate;
    }

    /**
     * Finds, by bisection, a value that the best {@code keep} candidates do not exceed, and at most a few more.
     * Counting takes no branches that depend on the keys.
     */
    private void forget(int query) {
        long first = (long) query * capacity * Long.BYTES;
        MemorySegment.copy(packed, JAVA_LONG, first, scratch, 0, capacity);
        int most = keep + (capacity - keep) / 4;
        long low = least(scratch) - 1;
        long high = greatest(scratch);
        int count = capacity;
        while (count > most) {
            long middle = low + (high - low) / 2;
            int notAbove = notAbove(scratch, middle);
            if (notAbove >= keep) {
                high = middle;
                count = notAbove;
            } else {
                low = middle;
            }
        }
        int kept = 0;
        for (long candidate : scratch) {
            scratch[kept] = candidate;
            kept += one(candidate, high);
        }
        MemorySegment.copy(scratch, 0, packed, JAVA_LONG, first, kept);
        counts[query] = kept;
        thresholds[query] = key(high);
    }

    /** 1 if {@code candidate ≤ limit}, else 0; both are not negative. */
    private static int one(long candidate, long limit) {
        return (int) ((candidate - limit - 1) >>> (Long.SIZE - 1));
    }

    private static int notAbove(long[] candidates, long limit) {
        long count = 0;
        for (long candidate : candidates) {
            count += (candidate - limit - 1) >>> (Long.SIZE - 1);
        }
        return (int) count;
    }

    private static long least(long[] candidates) {
        long least = Long.MAX_VALUE;
        for (long candidate : candidates) {
            least = Math.min(least, candidate);
        }
        return least;
    }

    private static long greatest(long[] candidates) {
        long greatest = Long.MIN_VALUE;
        for (long candidate : candidates) {
            greatest = Math.max(greatest, candidate);
        }
        return greatest;
    }
}
