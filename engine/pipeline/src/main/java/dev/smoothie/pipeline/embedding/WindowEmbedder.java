package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Embeds windows of texts, one after the other, into the rows of one matrix. One thread at a time uses it. */
interface WindowEmbedder extends AutoCloseable {

    /** Receives what was embedded, to keep it. */
    @FunctionalInterface
    interface Sink {
        /** Keeps nothing. */
        Sink NONE = (_, _, _) -> {};

        /**
         * Called once for every text, on any thread.
         *
         * @param texts
         *            some of those that were to be embedded
         * @param vectors
         *            a vector for each
         * @param truncated
         *            how many of them, by and large the first, were cut
         */
        void embedded(List<Window.Text> texts, float[][] vectors, int truncated);
    }

    /** Embeds texts, and copies the vector of each to its targets. */
    void embed(List<Window.Text> texts);

    /** The length d of every vector. */
    int dimension();

    /**
     * Writes a vector that is known already.
     *
     * @param targets
     *            its rows
     * @param vector
     *            d floats, which are not read after the call; any thread may call, but not during another method
     */
    void put(long[] targets, MemorySegment vector);

    /** Copies rows of earlier windows: row {@code from[i]} to row {@code to[i]}. */
    void copy(long[] from, long[] to);

    /** Waits until all is done, and returns the matrix. */
    Embeddings finish();

    /** The tokens that were read so far; 0 if nobody counts them. */
    long tokens();

    /** The texts whose vectors were known, and which so were not embedded. */
    default long known() {
        return 0;
    }

    /** The texts that were cut so far. */
    long truncated();

    /** Ends its threads, if it has any. The matrix stays. */
    @Override
    default void close() {}
}
