package dev.smoothie.spi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * A view of float32 vectors, {@code [rows, d]}, row-major, contiguous, all finite. It owns no memory; the vectors may
 * be far larger than the heap. Any number of threads may read it, until the caller of the method that received it
 * closes the memory.
 *
 * @param segment
 *            the floats in native byte order, {@code 4·rows·d} bytes; read-only by agreement
 * @param rows
 *            number of vectors, at least 0
 * @param dimension
 *            d, at least 1
 */
public record Vectors(MemorySegment segment, long rows, int dimension) {

    public Vectors {
        Objects.requireNonNull(segment, "segment");
        if (rows < 0 || dimension < 1
                || segment.byteSize() != Math.multiplyExact(Math.multiplyExact(rows, dimension), Float.BYTES)) {
            throw new IllegalArgumentException(
                    "vectors [%d, %d] on a segment of %d bytes".formatted(rows, dimension, segment.byteSize()));
        }
    }

    /** Vectors in the heap, copied; every row has the length of the first, and there is at least one. */
    public static Vectors of(float[][] rows) {
        int dimension = rows[0].length;
        float[] all = new float[Math.multiplyExact(rows.length, dimension)];
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != dimension) {
                throw new IllegalArgumentException(
                        "row %d has %d numbers, row 0 has %d".formatted(row, rows[row].length, dimension));
            }
            System.arraycopy(rows[row], 0, all, row * dimension, dimension);
        }
        return new Vectors(MemorySegment.ofArray(all), rows.length, dimension);
    }

    /** Where row {@code row} starts in the segment, in bytes. */
    public long offset(long row) {
        return row * dimension * Float.BYTES;
    }

    /** Copies row {@code row} into {@code vector}, of length d. */
    public void copy(long row, float[] vector) {
        Objects.checkIndex(row, rows);
        MemorySegment.copy(segment, ValueLayout.JAVA_FLOAT, offset(row), vector, 0, dimension);
    }

    /** A copy of row {@code row}. */
    public float[] row(long row) {
        float[] vector = new float[dimension];
        copy(row, vector);
        return vector;
    }

    /** A view of rows {@code [from, to)}. */
    public Vectors slice(long from, long to) {
        return new Vectors(segment.asSlice(offset(from), offset(to) - offset(from)), to - from, dimension);
    }
}
