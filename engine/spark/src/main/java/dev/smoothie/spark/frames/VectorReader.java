package dev.smoothie.spark.frames;

import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Copies arrays of Spark's rows to embeddings outside the heap. The dimension is that of the first array; the memory is
 * used again for each batch. For one thread.
 */
public final class VectorReader {
    private final Arena arena;
    private final int capacity;
    private Embeddings vectors;

    /**
     * Nothing is allocated before the first array.
     *
     * @param arena
     *            owns the memory
     * @param capacity
     *            the most rows
     */
    public VectorReader(Arena arena, int capacity) {
        this.arena = arena;
        this.capacity = capacity;
    }

    /**
     * Copies an array to row {@code row}.
     *
     * @param name
     *            what to call it in a message
     * @throws CoreException
     *             if it has a null in it, or another length than the first
     */
    public void read(int row, ArrayData array, Supplier<String> name) {
        int d = array.numElements();
        if (vectors == null) {
            if (d == 0) {
                throw new CoreException("%s has no numbers".formatted(name.get()));
            }
            vectors = Embeddings.allocate(arena, capacity, d);
        }
        if (d != vectors.dimension()) {
            throw new CoreException("%s has %d numbers, others have %d; embed all with the same model"
                    .formatted(name.get(), d, vectors.dimension()));
        }
        for (int i = 0; i < d; i++) {
            if (array.isNullAt(i)) {
                throw new CoreException("%s has a null at place %d; embed that text again or drop the sample"
                        .formatted(name.get(), i));
            }
        }
        vectors.set(row, array.toFloatArray());
    }

    /**
     * Copies the embedding of an input to row {@code row}.
     *
     * @param column
     *            where it is in {@code values}
     * @param id
     *            of the sample
     * @throws CoreException
     *             if there is none, or it is not finite
     */
    public void readFinite(int row, InternalRow values, int column, String id) {
        if (values.isNullAt(column)) {
            throw new CoreException("sample %s has no embedding of its input; embed it or drop the sample"
                    .formatted(id));
        }
        read(row, values.getArray(column), () -> "the embedding of the input of sample " + id);
        if (vectors.slice(row, row + 1L).firstNonFiniteRow() >= 0) {
            throw new CoreException(
                    "the embedding of the input of sample %s is not finite; embed it again or drop the sample"
                            .formatted(id));
        }
    }

    /** A copy of the first rows on the heap, one after the other. */
    public float[] copy(int count) {
        return rows(count).segment().toArray(ValueLayout.JAVA_FLOAT);
    }

    /** The first rows; a row that was not written in this batch may hold anything. With d = 1 before the first array. */
    public Embeddings rows(int count) {
        return vectors == null ? Embeddings.allocate(arena, count, 1) : vectors.slice(0, count);
    }
}
