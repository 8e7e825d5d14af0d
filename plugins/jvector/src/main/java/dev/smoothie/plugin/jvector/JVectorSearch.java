package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.Vectors;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.diversity.VamanaDiversityProvider;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Builds graph indexes and reads saved ones. Two builds of one base differ a little, because several threads add nodes
 * as they come.
 */
final class JVectorSearch implements NeighborSearch {
    /** The recall that is promised on data that have neighbours; measured ones are higher. */
    private static final double RECALL = 0.95;

    private final GraphSettings settings;
    private final int threads;

    JVectorSearch(GraphSettings settings, int threads) {
        this.settings = settings;
        this.threads = threads;
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "jvector (degree %d, beam %d, search beam %d, alpha %s; %s)",
                settings.degree(), settings.beam(), settings.searchBeam(), settings.alpha(),
                SquaredDistance.description());
    }

    @Override
    public double recall() {
        return RECALL;
    }

    @Override
    public NeighborIndex build(Vectors base) {
        DistinctRows distinct = distinct(base);
        var scores = new Scores(base, distinct);
        OnHeapGraphIndex graph = new GraphBuild(settings, threads, base.dimension(), scores).run(distinct.nodes());
        return new GraphIndex(graph, base.dimension(), distinct, scores, settings);
    }

    // Deprecated in favour of files that also hold the vectors; ours are elsewhere.
    @SuppressWarnings("deprecation")
    @Override
    public NeighborIndex read(InputStream in, Vectors base) throws IOException {
        DistinctRows distinct = distinct(base);
        var scores = new Scores(base, distinct);
        try {
            OnHeapGraphIndex graph = OnHeapGraphIndex.load(
                    new StreamReader(new DataInputStream(new BufferedInputStream(in, 1 << 16))), base.dimension(),
                    GraphBuild.OVERFLOW, new VamanaDiversityProvider(scores, (float) settings.alpha()));
            graph.setAllMutationsCompleted();
            if (graph.size(0) != distinct.nodes()) {
                throw new IOException("it has %d nodes, the base has %d distinct rows".formatted(graph.size(0),
                        distinct.nodes()));
            }
            return new GraphIndex(graph, base.dimension(), distinct, scores, settings);
        } catch (RuntimeException e) {
            throw new IOException("it is not a graph that was written: " + e, e);
        }
    }

    private static DistinctRows distinct(Vectors base) {
        if (base.rows() < 1 || base.rows() > DistinctRows.MOST) {
            throw new SmoothieException(
                    "jvector indexes from 1 to %,d rows, the base has %,d; use --neighbors-search exact"
                            .formatted(DistinctRows.MOST, base.rows()));
        }
        return DistinctRows.of(base);
    }
}
