package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.vectors.Embeddings;
import java.util.List;

/** Embeds windows of texts, one after the other, into the rows of one matrix. One thread at a time uses it. */
interface WindowEmbedder extends AutoCloseable {

    /** Embeds texts, and copies the vector of each to its targets. */
    void embed(List<Window.Text> texts);

    /** Copies rows of earlier windows: row {@code from[i]} to row {@code to[i]}. */
    void copy(long[] from, long[] to);

    /** Waits until all is done, and returns the matrix. */
    Embeddings finish();

    /** The tokens that were read so far; 0 if nobody counts them. */
    long tokens();

    /** The texts that were cut so far. */
    long truncated();

    /** Ends its threads, if it has any. The matrix stays. */
    @Override
    default void close() {}
}
