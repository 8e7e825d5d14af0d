package dev.smoothie.core.compute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * Memory for the keys of one tile, that is of all pairs of two blocks of rows: {@code [rows, stride]} floats outside
 * the heap. The stride is a multiple of 64, so that rows start on cache lines. Kernels may write whole vectors past the
 * last column and up to {@link #SLACK} rows past the last row; what is there is never read.
 *
 * @param segment
 *            {@code 4·(rows + SLACK)·stride} bytes
 * @param rows
 *            the most rows of either block
 * @param stride
 *            floats from one row to the next
 */
public record Tile(MemorySegment segment, int rows, int stride) {

    /** How many rows past the last one a kernel may write. */
    public static final int SLACK = 8;

    /** A tile for blocks of at most {@code rows} rows each. */
    public static Tile allocate(Arena arena, int rows) {
        int stride = Math.ceilDiv(rows, 64) * 64;
        return new Tile(arena.allocate((long) (rows + SLACK) * stride * Float.BYTES, 64), rows, stride);
    }

    /** Where row {@code row} starts, in bytes. */
    public long offset(int row) {
        return (long) row * stride * Float.BYTES;
    }

    /** One key. */
    public float get(int row, int column) {
        return segment.get(JAVA_FLOAT, offset(row) + (long) column * Float.BYTES);
    }

    /** Overwrites one key. */
    void set(int row, int column, float key) {
        segment.set(JAVA_FLOAT, offset(row) + (long) column * Float.BYTES, key);
    }
}
