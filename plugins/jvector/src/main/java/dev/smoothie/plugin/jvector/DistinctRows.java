package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.Vectors;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Groups the rows of a base that are equal: the distinct rows are the nodes of the graph, in the order of their first
 * appearance, and for each node the rows that are equal to it are known. If equal rows were nodes of their own, the
 * nodes of a group larger than the number of neighbours that a node keeps would only know each other, and no walk would
 * lead into the group or out of it. Depends on the base alone. Any number of threads may read.
 */
final class DistinctRows {
    /** The highest number of rows: their table has 2³⁰ slots, and no array can have twice as many. */
    static final int MOST = (1 << 29) - 1;

    private static final int NONE = -1;

    /** The first row of each node. */
    private final int[] rows;
    /** For each row, the next row that is equal to it. */
    private final int[] next;

    private DistinctRows(int[] rows, int[] next) {
        this.rows = rows;
        this.next = next;
    }

    /**
     * Groups the rows of a base of at most {@link #MOST} rows, in one pass. Two floats are equal if their difference is
     * zero.
     */
    static DistinctRows of(Vectors base) {
        int n = Math.toIntExact(base.rows());
        int[] rows = new int[n];
        int[] next = new int[n];
        Arrays.fill(next, NONE);
        int[] last = new int[n];
        int[] hashes = new int[n];
        int[] table = new int[tableSize(n)];
        Arrays.fill(table, NONE);
        int nodes = 0;
        for (int row = 0; row < n; row++) {
            int hash = hash(base, row);
            int slot = hash & table.length - 1;
            while (table[slot] != NONE
                    && !(hashes[table[slot]] == hash && areEqual(base, rows[table[slot]], row))) {
                slot = slot + 1 & table.length - 1;
            }
            int node = table[slot];
            if (node == NONE) {
                table[slot] = nodes;
                hashes[nodes] = hash;
                rows[nodes] = row;
                last[nodes++] = row;
            } else {
                next[last[node]] = row;
                last[node] = row;
            }
        }
        return new DistinctRows(Arrays.copyOf(rows, nodes), next);
    }

    /** The size of the table: a power of two, at least twice the number of rows. */
    private static int tableSize(int n) {
        return Integer.highestOneBit(Math.max(1, n)) << 2;
    }

    /**
     * A hash of a row. Zero is added to each float, which makes a negative zero positive, because the two are equal.
     */
    private static int hash(Vectors base, int row) {
        long offset = base.offset(row);
        int hash = 0;
        for (int column = 0; column < base.dimension(); column++) {
            float value = base.segment().get(ValueLayout.JAVA_FLOAT, offset + (long) column * Float.BYTES) + 0f;
            hash = 31 * hash + Float.floatToRawIntBits(value);
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    private static boolean areEqual(Vectors base, int a, int b) {
        for (int column = 0; column < base.dimension(); column++) {
            long at = (long) column * Float.BYTES;
            if (base.segment().get(ValueLayout.JAVA_FLOAT, base.offset(a) + at) != base.segment()
                    .get(ValueLayout.JAVA_FLOAT, base.offset(b) + at)) {
                return false;
            }
        }
        return true;
    }

    /** The number of nodes. */
    int nodes() {
        return rows.length;
    }

    /** The first row of a node. */
    int row(int node) {
        return rows[node];
    }

    /**
     * Writes the rows of a node, ascending, into {@code target} from {@code at} on, as many as fit before {@code end}.
     *
     * @return the index in {@code target} after the last row written
     */
    int expand(int node, int[] target, int at, int end) {
        int position = at;
        for (int row = rows[node]; row != NONE && position < end; row = next[row]) {
            target[position++] = row;
        }
        return position;
    }
}
