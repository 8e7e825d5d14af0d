package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.NeighborIndex;
import dev.smoothie.spi.Vectors;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.util.Bits;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Searches a finished graph over the distinct rows of a base. */
final class GraphIndex implements NeighborIndex {
    private final OnHeapGraphIndex graph;
    private final int dimension;
    private final DistinctRows distinct;
    private final Scores scores;
    private final GraphSettings settings;
    /**
     * Searchers that no thread is using. Each has room for the nodes that it has seen, and serves one thread at a time.
     */
    private final Queue<GraphSearcher> searchers = new ConcurrentLinkedQueue<>();

    GraphIndex(OnHeapGraphIndex graph, int dimension, DistinctRows distinct, Scores scores, GraphSettings settings) {
        this.graph = graph;
        this.dimension = dimension;
        this.distinct = distinct;
        this.scores = scores;
        this.settings = settings;
    }

    @Override
    public void nearest(Vectors queries, int k, int[] neighbors) {
        if (queries.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "queries have dimension %d, the base has %d".formatted(queries.dimension(), dimension));
        }
        GraphSearcher resting = searchers.poll();
        GraphSearcher searcher = resting == null ? new GraphSearcher(graph) : resting;
        int wanted = Math.min(k, distinct.nodes());
        int beam = Math.max(settings.searchBeam(), wanted);
        for (int query = 0; query < queries.rows(); query++) {
            SearchResult found = searcher.search(scores.of(queries, query), wanted, beam, 0, 0, Bits.ALL);
            int at = query * k;
            for (SearchResult.NodeScore node : found.getNodes()) {
                at = distinct.expand(node.node, neighbors, at, (query + 1) * k);
            }
            Arrays.fill(neighbors, at, (query + 1) * k, NONE);
        }
        searchers.add(searcher);
    }

    // Deprecated in favour of files that also hold the vectors; ours are elsewhere.
    @SuppressWarnings("deprecation")
    @Override
    public void write(OutputStream out) throws IOException {
        var data = new DataOutputStream(new BufferedOutputStream(out, 1 << 16));
        graph.save(data);
        data.flush();
    }

    @Override
    public void close() {
        for (GraphSearcher searcher; (searcher = searchers.poll()) != null;) {
            try {
                searcher.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        graph.close();
    }
}
