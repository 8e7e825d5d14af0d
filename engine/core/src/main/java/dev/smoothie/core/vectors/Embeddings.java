package dev.smoothie.core.vectors;

import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;

/**
 * A view of float32 vectors outside the heap: {@code [rows, d]}, row-major, contiguous. Generations {@code [n, r, m,
 * d]} are viewed as {@code n·r·m} rows. It owns nothing: the owner of the memory does, and reading after that memory is
 * freed throws {@link IllegalStateException}. Any number of threads may read.
 *
 * @param storage
 *            where the numbers lie: in main memory, or on a card that has computed them
 * @param rows
 *            number of vectors, at least 0
 * @param dimension
 *            d, the length of each vector, at least 1
 */
public record Embeddings(RowStorage storage, long rows, int dimension) {

    /** The alignment in bytes of what {@link #allocate} returns: a cache line, and the widest SIMD register. */
    public static final int ALIGNMENT = 64;

    /** How many floats {@link #firstNonFiniteRow} looks at before it decides: they fit a first-level cache. */
    private static final int SCAN_FLOATS = 1 << 13;
    /** How many floats a thread looks at before it takes more: 4 MB. */
    private static final int PART_FLOATS = 1 << 20;

    public Embeddings {
        Objects.requireNonNull(storage, "storage");
        if (rows < 0 || dimension < 1) {
            throw new IllegalArgumentException(
                    "embeddings need rows >= 0 and d >= 1, got [%d, %d]".formatted(rows, dimension));
        }
        long bytes = Math.multiplyExact(Math.multiplyExact(rows, dimension), Float.BYTES);
        if (storage.bytes() != bytes) {
            throw new IllegalArgumentException(
                    "embeddings [%d, %d] need %d bytes, the segment has %d".formatted(rows, dimension, bytes,
                            storage.bytes()));
        }
    }

    /** Vectors in main memory: floats in native byte order; 64-byte aligned where we allocate them. */
    public Embeddings(MemorySegment segment, long rows, int dimension) {
        this(new RowStorage.Main(segment), rows, dimension);
    }

    /**
     * The floats in main memory, {@code 4·rows·d} bytes in native byte order. If they lie on a card they are copied
     * here first, once; whoever can use them there asks for the {@link #storage} instead.
     */
    public MemorySegment segment() {
        return storage.segment();
    }

    /** Zeroed embeddings {@code [rows, d]} in {@code arena}. */
    public static Embeddings allocate(Arena arena, long rows, int dimension) {
        long bytes = Math.multiplyExact(Math.multiplyExact(rows, dimension), Float.BYTES);
        return new Embeddings(arena.allocate(bytes, ALIGNMENT), rows, dimension);
    }

    /** Copies {@code [rows][d]} out of the heap; every row has the length of the first, and there is at least one. */
    public static Embeddings copyOf(Arena arena, float[][] vectors) {
        Embeddings copy = allocate(arena, vectors.length, vectors[0].length);
        for (int row = 0; row < vectors.length; row++) {
            copy.set(row, vectors[row]);
        }
        return copy;
    }

    /** Where row {@code row} starts in the segment, in bytes. */
    public long offset(long row) {
        return row * dimension * Float.BYTES;
    }

    /** Element {@code column} of row {@code row}. */
    public float get(long row, int column) {
        return segment().get(ValueLayout.JAVA_FLOAT, offset(row) + (long) column * Float.BYTES);
    }

    /** Copies row {@code row} of vectors in main memory to {@code target}, which has as many numbers. */
    public void read(long row, float[] target) {
        MemorySegment.copy(segment(), ValueLayout.JAVA_FLOAT, offset(row), target, 0, dimension);
    }

    /**
     * Copies {@code rows[0, count)} of vectors in main memory to {@code target}, one after the other. Rows that follow
     * one another are one copy.
     */
    public void read(long[] rows, int count, float[] target) {
        for (int first = 0, next = 1; first < count; first = next++) {
            while (next < count && rows[next] == rows[next - 1] + 1) {
                next++;
            }
            MemorySegment.copy(segment(), ValueLayout.JAVA_FLOAT_UNALIGNED, offset(rows[first]), target,
                    first * dimension, (next - first) * dimension);
        }
    }

    /** Overwrites row {@code row} with {@code vector} of length d. */
    public void set(long row, float[] vector) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "row %d: expected %d numbers, got %d".formatted(row, dimension, vector.length));
        }
        MemorySegment.copy(vector, 0, segment(), ValueLayout.JAVA_FLOAT, offset(row), dimension);
    }

    /** Copies of rows, in {@code arena}, in the order of {@code indices}. */
    public Embeddings gather(Arena arena, long[] indices) {
        Embeddings copy = allocate(arena, indices.length, dimension);
        storage.gather(indices, (long) dimension * Float.BYTES, copy.segment());
        return copy;
    }

    /** {@link #gather(Arena, long[])} by indices that fit an int. */
    public Embeddings gather(Arena arena, int[] indices) {
        return gather(arena, Arrays.stream(indices).asLongStream().toArray());
    }

    /** A view of rows {@code [from, to)}. */
    public Embeddings slice(long from, long to) {
        return new Embeddings(storage.slice(offset(from), offset(to) - offset(from)), to - from, dimension);
    }

    /** The first row with a NaN or an infinity in it; -1 if there is none. */
    public long firstNonFiniteRow() {
        return storage.finite() ? LowestRow.NONE : firstNonFiniteRow(0, rows);
    }

    private long firstNonFiniteRow(long first, long last) {
        long block = Math.max(1, SCAN_FLOATS / dimension);
        for (long from = first; from < last; from += block) {
            long to = Math.min(last, from + block);
            if (!isFinite(from, to)) {
                for (long row = from; row < to; row++) {
                    if (!isFinite(row, row + 1)) {
                        return row;
                    }
                }
            }
        }
        return LowestRow.NONE;
    }

    /** {@link #firstNonFiniteRow()}, in parallel: for the first look at rows that may be gigabytes. */
    public long firstNonFiniteRow(Workers workers) {
        return storage.finite()
                ? LowestRow.NONE
                : LowestRow.of(rows, Math.max(1, PART_FLOATS / dimension), this::firstNonFiniteRow, workers);
    }

    /**
     * Checks all rows, in parallel.
     *
     * @throws NonFiniteEmbeddingException
     *             naming the first that is not finite
     */
    public void requireFinite(Workers workers) {
        long row = firstNonFiniteRow(workers);
        if (row != LowestRow.NONE) {
            throw new NonFiniteEmbeddingException(row);
        }
    }

    /** Whether rows {@code [from, to)} are finite, without a branch per float. */
    private boolean isFinite(long from, long to) {
        // An int index over a slice: C2 vectorises this loop (9.8 GB/s), not one over long offsets (4.2).
        MemorySegment block = segment().asSlice(offset(from), offset(to) - offset(from));
        int floats = Math.toIntExact((to - from) * dimension);
        int seen = 0;
        for (int i = 0; i < floats; i++) {
            // An exponent of all ones carries into the sign bit.
            seen |= (block.getAtIndex(ValueLayout.JAVA_INT, i) & 0x7FFFFFFF) + 0x00800000;
        }
        return seen >= 0;
    }
}
