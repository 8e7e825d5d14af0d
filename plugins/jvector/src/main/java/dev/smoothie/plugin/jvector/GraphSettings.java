package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.util.List;

/**
 * The settings for building and searching a graph.
 *
 * @param degree
 *            how many neighbours a node keeps in each layer
 * @param beam
 *            how many candidates are kept while the neighbours of a new node are looked for
 * @param searchBeam
 *            how many candidates are kept while the neighbours of a query are looked for, at least
 * @param alpha
 *            how much nearer to each other than to their node two neighbours must be, in squared distance, for the
 *            farther one to be dropped
 */
record GraphSettings(int degree, int beam, int searchBeam, double alpha) {
    private static final Option<Long> DEGREE = Option
            .integer("degree", "neighbours that each vector keeps: more find more, and take more memory and time", 4,
                    256)
            .withDefault(32L);
    private static final Option<Long> BEAM = Option
            .integer("beam", "candidates kept while building: more make a better graph, slower", 8, 4096)
            .withDefault(100L);
    private static final Option<Long> SEARCH_BEAM = Option
            .integer("search-beam", "candidates kept while searching: more find more, slower", 1, 16384)
            .withDefault(100L);
    private static final Option<Double> ALPHA = Option
            .number("alpha", "how readily long edges are kept: at 1 only those that lead somewhere new", 1, 4)
            .withDefault(1.2);

    static final List<Option<?>> OPTIONS = Option.list(DEGREE, BEAM, SEARCH_BEAM, ALPHA);

    static GraphSettings of(Options options) {
        return new GraphSettings(Math.toIntExact(options.require(DEGREE)), Math.toIntExact(options.require(BEAM)),
                Math.toIntExact(options.require(SEARCH_BEAM)), options.require(ALPHA));
    }
}
