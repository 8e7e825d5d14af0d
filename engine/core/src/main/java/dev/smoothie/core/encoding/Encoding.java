package dev.smoothie.core.encoding;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;

/** A matrix that a {@link TextEncoder} is filling. One thread at a time uses it. */
public interface Encoding {

    /**
     * Takes a batch. It is encoded later; the call waits while there is enough to do.
     *
     * @param texts
     *            at most {@link TextEncoder#batchTokens()} tokens of at most {@link TextEncoder#batchTexts()} texts
     * @param targets
     *            the rows of each text
     * @throws IllegalArgumentException
     *             if the batch or a text is too long, an id is not in the vocabulary, or a row is not in the matrix
     */
    void add(TokenBatch texts, RowTargets targets);

    /** Copies rows to others, after all batches that were taken before: row {@code from[i]} to row {@code to[i]}. */
    void copy(long[] from, long[] to);

    /**
     * Writes rows that are known already.
     *
     * @param rows
     *            which, each once
     * @param vectors
     *            {@code [rows, d]} floats in main memory, in native byte order; they have been read when this returns
     */
    void set(long[] rows, MemorySegment vectors);

    /**
     * Reads rows, after all batches that were taken before.
     *
     * @param rows
     *            which
     * @param target
     *            receives {@code [rows, d]} floats, in native byte order
     */
    void read(long[] rows, MemorySegment target);

    /** Waits until all batches are encoded, and returns the matrix. It lives until the encoder is closed. */
    Embeddings finish();
}
