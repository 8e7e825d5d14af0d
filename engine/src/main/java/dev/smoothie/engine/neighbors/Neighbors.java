package dev.smoothie.engine.neighbors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/**
 * The nearest inputs of each input, {@code [n, k]}, nearest first, equal distances by index; a view of memory outside the heap
 * that the arena behind it owns.
 *
 * @param segment
 *            {@code 4·n·k} bytes: indices into the base
 * @param rows
 *            n, the number of queries
 * @param k
 *            neighbours of each
 */
public record Neighbors(MemorySegment segment, long rows, int k) {

    public Neighbors {
        Objects.requireNonNull(segment, "segment");
        if (rows < 0 || k < 1 || segment.byteSize() != rows * k * Integer.BYTES) {
            throw new IllegalArgumentException(
                    "neighbours [%d, %d] on a segment of %d bytes".formatted(rows, k, segment.byteSize()));
        }
    }

    static Neighbors allocate(Arena arena, long rows, int k) {
        return new Neighbors(arena.allocate(Math.multiplyExact(rows, (long) k * Integer.BYTES), 64), rows, k);
    }

    /** The neighbour of rank {@code rank} (0 is the nearest) of query {@code row}. */
    public int get(long row, int rank) {
        return segment.getAtIndex(JAVA_INT, row * k + rank);
    }

    /** A copy of the neighbours of query {@code row}. */
    public int[] row(long row) {
        return segment.asSlice(row * k * Integer.BYTES, (long) k * Integer.BYTES).toArray(JAVA_INT);
    }

    void set(long row, int rank, int neighbor) {
        segment.setAtIndex(JAVA_INT, row * k + rank, neighbor);
    }
}
