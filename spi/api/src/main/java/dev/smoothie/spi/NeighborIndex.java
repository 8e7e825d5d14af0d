package dev.smoothie.spi;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An index of vectors that can be searched for the nearest to a query. Up to {@link #concurrency()} threads call
 * {@link #nearest} at the same time. {@link #close()} is called once none is running, and may be called twice.
 */
public interface NeighborIndex extends AutoCloseable {

    /** Stands for a neighbour that was not found. */
    int NONE = -1;

    /** How many threads may call {@link #nearest} at once, at least 1; any number unless overridden. */
    default int concurrency() {
        return Integer.MAX_VALUE;
    }

    /**
     * The base rows that are nearest to each query, as far as the index knows. A query that is itself in the base
     * should find itself.
     *
     * @param queries
     *            {@code [q, d]}, d that of the base
     * @param k
     *            how many, from 1 to n
     * @param neighbors
     *            receives {@code [q, k]} indices of base rows, row-major; those of a query in any order, none twice;
     *            what was not found is {@link #NONE}, after all that was
     */
    void nearest(Vectors queries, int k, int[] neighbors);

    /**
     * Writes the index, for {@link NeighborSearch#read}. The base is not part of it. {@code out} stays open.
     *
     * @throws UnsupportedException
     *             "… does not support saving an index", if indexes cannot be kept; so unless overridden
     * @throws IOException
     *             if {@code out} cannot take it
     */
    default void write(OutputStream out) throws IOException {
        throw new UnsupportedException("this neighbour search", "saving an index");
    }

    @Override
    default void close() {}
}
