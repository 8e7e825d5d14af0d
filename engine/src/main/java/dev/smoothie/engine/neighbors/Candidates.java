package dev.smoothie.engine.neighbors;

import java.util.Arrays;

/**
 * The most promising base rows of each query of one block, by key. A query keeps up to {@code capacity} of them and forgets
 * all but the best {@code keep} when it is full; its threshold is the worst key that it kept, so whatever was refused or
 * forgotten has a key of at least that. Guarded by its own monitor.
 */
final class Candidates {
    private final int keep;
    private final int capacity;
    private final float[] thresholds;
    private final int[] counts;
    private final float[] keys;
    private final int[] rows;

    Candidates(int queries, int keep) {
        this.keep = keep;
        this.capacity = keep + Math.max(16, keep / 2);
        this.thresholds = new float[queries];
        this.counts = new int[queries];
        this.keys = new float[Math.multiplyExact(queries, capacity)];
        this.rows = new int[keys.length];
        Arrays.fill(thresholds, Float.POSITIVE_INFINITY);
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
        int first = query * capacity;
        keys[first + counts[query]] = key;
        rows[first + counts[query]] = row;
        if (++counts[query] == capacity) {
            shrink(query);
        }
    }

    /** Copies the candidates of a query into {@code target}; returns how many there are. */
    int copy(int query, int[] target) {
        System.arraycopy(rows, query * capacity, target, 0, counts[query]);
        return counts[query];
    }

    int capacity() {
        return capacity;
    }

    /** Whether every base row was kept, so that nothing needs a certificate. */
    boolean keptAll(int query) {
        return thresholds[query] == Float.POSITIVE_INFINITY;
    }

    private void shrink(int query) {
        int first = query * capacity;
        select(first, first + capacity - 1, first + keep - 1);
        thresholds[query] = keys[first + keep - 1];
        counts[query] = keep;
    }

    /** Quickselect: puts the keys of {@code [from, to]} so that {@code [from, nth]} holds the smallest, the largest of them last. */
    private void select(int from, int to, int nth) {
        int low = from;
        int high = to;
        while (low < high) {
            float pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (keys[i] < pivot) {
                    i++;
                }
                while (keys[j] > pivot) {
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

    private void swap(int i, int j) {
        float key = keys[i];
        keys[i] = keys[j];
        keys[j] = key;
        int row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }
}
