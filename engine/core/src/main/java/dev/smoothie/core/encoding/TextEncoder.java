package dev.smoothie.core.encoding;

/**
 * An encoder that is loaded and ready: it turns token ids into vectors. The vector of a text depends on its ids alone,
 * to the last bit, whatever else is in the batch. One thread at a time uses it. Closing it frees the weights, and the
 * rows that its {@link Encoding encodings} keep on a card.
 */
public interface TextEncoder extends AutoCloseable {

    /** Length d of every vector. */
    int dimension();

    /** The number of tokens that a batch should have for full speed, and may have at most. */
    int batchTokens();

    /** The number of texts that a batch may have at most. */
    int batchTexts();

    /** The number of tokens that a text may have at most. */
    int maxTokens();

    /** One line for the log: where it runs, and in which numbers. */
    String description();

    /**
     * Starts to fill a matrix {@code [rows, d]}, all zeros at first.
     *
     * @param rows
     *            how many rows it has, at least 0
     */
    Encoding begin(long rows);

    @Override
    void close();
}
