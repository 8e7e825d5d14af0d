package dev.smoothie.core.neighbors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The result of a search: the nearest inputs of each input, {@code [n, k]}, nearest first, equal distances by index. It
 * is a view of memory outside the heap that the arena behind it owns.
 *
 * @param segment
 *            {@code 4·n·k} bytes: indices into the base
 * @param rows
 *            n, the number of queries
 * @param k
 *            neighbours of each
 * @param decisions
 *            what the backend decided about the search, one line each
 */
public record Neighbors(MemorySegment segment, long rows, int k, List<String> decisions) {

    public Neighbors {
        decisions = List.copyOf(decisions);
        Objects.requireNonNull(segment, "segment");
        if (rows < 0 || k < 1 || segment.byteSize() != rows * k * Integer.BYTES) {
            throw new IllegalArgumentException(
                    "neighbours [%d, %d] on a segment of %d bytes".formatted(rows, k, segment.byteSize()));
        }
    }

    /** Neighbours still to be set, {@code [rows, k]}. */
    public static Neighbors allocate(Arena arena, long rows, int k) {
        return new Neighbors(arena.allocate(Math.multiplyExact(rows, (long) k * Integer.BYTES), 64), rows, k,
                List.of());
    }

    /** The same neighbours, with what was decided about the search. */
    Neighbors decided(List<String> lines) {
        return new Neighbors(segment, rows, k, lines);
    }

    /** A copy of the neighbours of some queries. */
    public Neighbors of(Arena arena, long[] queries) {
        Neighbors some = allocate(arena, queries.length, k);
        long bytes = (long) k * Integer.BYTES;
        for (int i = 0; i < queries.length; i++) {
            MemorySegment.copy(segment, queries[i] * bytes, some.segment, i * bytes, bytes);
        }
        return some;
    }

    /** The neighbour of rank {@code rank} (0 is the nearest) of query {@code row}. */
    public int get(long row, int rank) {
        return segment.getAtIndex(JAVA_INT, row * k + rank);
    }

    /** A copy of the neighbours of query {@code row}. */
    public int[] row(long row) {
        return segment.asSlice(row * k * Integer.BYTES, (long) k * Integer.BYTES).toArray(JAVA_INT);
    }

    /** Puts {@code neighbor} at rank {@code rank} of query {@code row}. */
    public void set(long row, int rank, int neighbor) {
        segment.setAtIndex(JAVA_INT, row * k + rank, neighbor);
    }
}
