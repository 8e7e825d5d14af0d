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

    /** How many numbers are copied at once. */
    private static final int COPIED = 1 << 10;

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

    /**
     * Copies rows {@code [from, to)} into {@code target}, one after the other. One copy of many rows is much cheaper
     * than one copy of each.
     */
    public void read(long from, long to, double[] target) {
        MemorySegment.copy(segment, JAVA_DOUBLE, from * columns * Double.BYTES, target, 0,
                Math.toIntExact((to - from) * columns));
    }

    /** Overwrites rows {@code [from, to)} with {@code source}, where they lie one after the other. */
    public void write(long from, long to, double[] source) {
        MemorySegment.copy(source, 0, segment, JAVA_DOUBLE, from * columns * Double.BYTES,
                Math.toIntExact((to - from) * columns));
    }

    /** Is called with rows one after the other, see {@link Matrix#forEachRow}. */
    @FunctionalInterface
    public interface RowAction {
        /** Row {@code row} is at {@code values[at, at + columns)}; the array is used again afterwards. */
        void accept(long row, double[] values, int at);
    }

    /** Goes through rows {@code [from, to)} in order. */
    public void forEachRow(long from, long to, RowAction action) {
        int step = Math.max(1, COPIED / columns);
        double[] values = new double[Math.toIntExact(Math.min(step, to - from) * columns)];
        for (long first = from; first < to; first += step) {
            long last = Math.min(first + step, to);
            read(first, last, values);
            for (long row = first; row < last; row++) {
                action.accept(row, values, (int) (row - first) * columns);
            }
        }
    }

    /** A copy of row {@code row} on the heap. */
    public double[] row(long row) {
        double[] copy = new double[columns];
        read(row, copy);
        return copy;
    }
}
