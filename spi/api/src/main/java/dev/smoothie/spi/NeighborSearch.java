package dev.smoothie.spi;

import java.io.IOException;
import java.io.InputStream;

/**
 * Builds and reads indexes by which near neighbours (by L2 distance) are found faster than by looking at all pairs.
 *
 * <p>
 * <b>Contract.</b> On data that have neighbours at all (clusters, topics), the k nearest that an index finds hold at
 * least {@link #recall()} of the true k nearest, on average over the queries, for k up to 20. The program measures the
 * distances of all rows that it is given once more in double precision and sorts them, so an index need not. One thread
 * builds or reads; it may use {@link PluginContext#threads()} threads of its own meanwhile. A build that is interrupted
 * gives up soon with a {@link SmoothieException}, the interrupt flag set. {@link #close()} is called once all indexes
 * are closed, and may be called twice.
 */
public interface NeighborSearch extends AutoCloseable {

    /** Names the search and its settings, for the log, for example {@code "jvector (degree 32, beam 100)"}. */
    String description();

    /** The recall that is promised, in (0, 1]; 1 is an exact search. */
    double recall();

    /**
     * Builds an index. The caller closes it, and keeps {@code base} readable until then.
     *
     * @param base
     *            {@code [n, d]}, n at least 1; equal rows and zero rows are to be expected
     * @throws SmoothieException
     *             if the base cannot be indexed
     */
    NeighborIndex build(Vectors base);

    /**
     * Reads what {@link NeighborIndex#write} of the same plugin, version and options has written for the same base; the
     * program has made sure of that. The caller closes the index, and keeps {@code base} readable until then.
     *
     * @throws UnsupportedException
     *             "… does not support reading an index", if indexes cannot be kept; so unless overridden
     * @throws IOException
     *             if the stream ends early or is not what was written
     */
    default NeighborIndex read(InputStream in, Vectors base) throws IOException {
        throw new UnsupportedException(description(), "reading an index");
    }

    @Override
    default void close() {}
}
