package dev.smoothie.spi;

import java.util.List;
import java.util.Optional;

/**
 * Turns texts into vectors of a fixed dimension.
 *
 * <p>
 * <b>Contract.</b> The vector of a text depends on the text alone: not on the other texts of a batch, their order, or
 * the thread. Vectors are finite. The empty string and texts of any length are embedded; what exceeds the model's limit
 * is cut, and counted as truncated. Up to {@link #concurrency()} threads call {@link #embed} at the same time.
 * {@link #close()} is called once no {@code embed} is running, and may be called twice.
 */
public interface Embedder extends AutoCloseable {

    /** The model, for the log and the summary, for example {@code "bge-small-en-v1.5 (int8)"}. */
    String model();

    /** The length d of every vector, at least 1. */
    int dimension();

    /** How many threads may call {@link #embed} at once; 1 unless overridden. */
    default int concurrency() {
        return 1;
    }

    /**
     * How many texts {@link #embed} is best given at once. The program sorts texts by length before it cuts batches.
     */
    default int batchSize() {
        return 32;
    }

    /**
     * Embeds a batch.
     *
     * @param texts
     *            between 1 and {@link #batchSize()} texts, none of them null, of similar length
     * @return one vector for each text, in the order of the texts
     * @throws SmoothieException
     *             if a text cannot be embedded
     */
    EmbeddedBatch embed(List<String> texts);

    /**
     * The encoder behind this embedder, if it is a transformer whose weights lie in a file; the program may then run it
     * on a graphics card. None unless overridden.
     */
    default Optional<Encoder> encoder() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
