package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.SmoothieException;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/** Builds one graph, on threads of its own. */
final class GraphBuild {
    /**
     * How many times as many neighbours a node may have as it keeps, before all that are too many are dropped at once.
     */
    static final float OVERFLOW = 1.2f;

    /**
     * How many nodes are added one after the other before several are added at once. Without this, some nodes that were
     * added at once to an empty graph were never linked to.
     */
    private static final int ALONE = 1000;

    private final GraphSettings settings;
    private final int threads;
    private final int dimension;
    private final Scores scores;

    GraphBuild(GraphSettings settings, int threads, int dimension, Scores scores) {
        this.settings = settings;
        this.threads = threads;
        this.dimension = dimension;
        this.scores = scores;
    }

    /**
     * Builds the graph.
     *
     * @throws SmoothieException
     *             if the calling thread is interrupted meanwhile; its interrupt flag is set
     */
    OnHeapGraphIndex run(int nodes) {
        try (var pool = new ForkJoinPool(threads)) {
            ForkJoinTask<OnHeapGraphIndex> task = pool.submit(() -> build(nodes, pool));
            try {
                return task.get();
            } catch (InterruptedException e) {
                scores.cancel();
                Thread.currentThread().interrupt();
                throw new SmoothieException("jvector: the build of the index was interrupted", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new SmoothieException("jvector: the index cannot be built: " + e.getCause(), e);
            }
        }
    }

    // The other constructor, which is not deprecated, reads settings from files and from management beans that it
    // registers.
    @SuppressWarnings("deprecation")
    private OnHeapGraphIndex build(int nodes, ForkJoinPool pool) throws IOException {
        try (var builder = new GraphIndexBuilder(scores, dimension, settings.degree(), settings.beam(), OVERFLOW,
                (float) settings.alpha(), true, true, pool, pool)) {
            int alone = Math.min(nodes, ALONE);
            IntStream.range(0, alone).forEach(node -> builder.addGraphNode(node, scores.searchProviderFor(node)));
            IntStream.range(alone, nodes).parallel()
                    .forEach(node -> builder.addGraphNode(node, scores.searchProviderFor(node)));
            builder.cleanup();
            return (OnHeapGraphIndex) builder.getGraph();
        }
    }
}
