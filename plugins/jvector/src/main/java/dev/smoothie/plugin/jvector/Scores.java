package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.Vectors;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.util.concurrent.CancellationException;

/**
 * Scores nodes by the reciprocal of their squared distance. The library's own score, {@code 1/(1 + d²)}, cannot tell
 * near duplicates apart, and makes the graph depend on the unit of the data. With this score the library's rule of
 * which edges to keep is that of the Vamana graph (Subramanya et al., <i>DiskANN</i>, NeurIPS 2019) on squared
 * distances, in any unit.
 */
final class Scores implements BuildScoreProvider {
    private final Vectors base;
    private final DistinctRows distinct;
    /** Set by the thread that waits for the build, if it is interrupted. */
    private volatile boolean cancelled;

    Scores(Vectors base, DistinctRows distinct) {
        this.base = base;
        this.distinct = distinct;
    }

    /** The scores of nodes for row {@code row} of {@code queries}. */
    SearchScoreProvider of(Vectors queries, long row) {
        return new DefaultSearchScoreProvider(new Score(queries, queries.offset(row)));
    }

    /** Makes every build that uses these scores fail soon. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public boolean isExact() {
        return true;
    }

    /** Only needed for graphs without layers; ours have layers. */
    @Override
    public VectorFloat<?> approximateCentroid() {
        throw new UnsupportedOperationException("a graph with layers is not entered at its centre");
    }

    @Override
    public SearchScoreProvider searchProviderFor(VectorFloat<?> vector) {
        throw new UnsupportedOperationException("queries are rows outside the heap");
    }

    @Override
    public SearchScoreProvider searchProviderFor(int node) {
        if (cancelled) {
            throw new CancellationException("interrupted");
        }
        return of(base, distinct.row(node));
    }

    @Override
    public SearchScoreProvider diversityProviderFor(int node) {
        return searchProviderFor(node);
    }

    private final class Score implements ScoreFunction.ExactScoreFunction {
        private final Vectors queries;
        private final long offset;

        Score(Vectors queries, long offset) {
            this.queries = queries;
            this.offset = offset;
        }

        @Override
        public float similarityTo(int node) {
            float distance = SquaredDistance.of(queries.segment(), offset, base.segment(),
                    base.offset(distinct.row(node)), base.dimension());
            // Finite and above zero for all distances: those beyond the largest float are infinite.
            return Math.clamp(1 / distance, Float.MIN_NORMAL, Float.MAX_VALUE);
        }
    }
}
