package dev.smoothie.core.compute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

/**
 * A matrix of doubles outside the heap, {@code [rows, columns]}, row-major. The arena behind the segment owns the
 * memory. NaN stands for "cannot be estimated". Threads may write to different rows at once.
 *
 * @param segment
 *            {@code 8·rows·columns} bytes
 * @param rows
 *            number of rows, at least 0
 * @param columns
 *            number of columns, at least 1
 */
public record Matrix(MemorySegment segment, long rows, int columns) {

    public Matrix {
        Objects.requireNonNull(segment, "segment");
        if (rows < 0 || columns < 1 || segment.byteSize() != rows * columns * Double.BYTES) {
            throw new IllegalArgumentException(
                    "matrix [%d, %d] on a segment of %d bytes".formatted(rows, columns, segment.byteSize()));
        }
    }

    /** Zeros, {@code [rows, columns]}. */
    public static Matrix allocate(Arena arena, long rows, int columns) {
        return new Matrix(arena.allocate(Math.multiplyExact(rows, (long) columns * Double.BYTES), 64), rows, columns);
    }

    /** One element. */
    public double get(long row, int column) {
        return segment.getAtIndex(JAVA_DOUBLE, row * columns + column);
    }

    /** Overwrites one element. */
    public void set(long row, int column, double value) {
        segment.setAtIndex(JAVA_DOUBLE, row * columns + column, value);
    }

    /** Copies row {@code row} into {@code target[0, columns)}. */
    public void read(long row, double[] target) {
        MemorySegment.copy(segment, JAVA_DOUBLE, row * columns * Double.BYTES, target, 0, columns);
    }

    /** Overwrites row {@code row} with {@code source[0, columns)}. */
    public void write(long row, double[] source) {
        MemorySegment.copy(source, 0, segment, JAVA_DOUBLE, row * columns * Double.BYTES, columns);
    }

    /** A copy of row {@code row} on the heap. */
    public double[] row(long row) {
        double[] copy = new double[columns];
        read(row, copy);
        return copy;
    }
}
