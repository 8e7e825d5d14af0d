package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;

/**
 * Looks up neighbours: exactly ({@link Exact}), or through an index that a plugin builds and that may miss some. The
 * estimators see its result, {@link Neighbors}, only.
 */
public interface NeighborLookup {

    /**
     * The k nearest rows of each row among all rows, itself always the first; see {@link ExactSearch#among}.
     *
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row that is not finite: callers need not look before
     */
    Neighbors among(Arena arena, Embeddings rows, int k, Backend backend, Workers workers);

    /**
     * The k nearest base rows of each query; see {@link ExactSearch#of}.
     *
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row of the base that is not finite, or else the first such query
     */
    Neighbors of(Arena arena, Embeddings queries, Embeddings base, int k, Backend backend, Workers workers);

    /** Exact neighbours, by {@link ExactSearch}: used unless something else was asked for. */
    record Exact() implements NeighborLookup {

        @Override
        public Neighbors among(Arena arena, Embeddings rows, int k, Backend backend, Workers workers) {
            return ExactSearch.among(arena, rows, k, backend, workers);
        }

        @Override
        public Neighbors of(Arena arena, Embeddings queries, Embeddings base, int k, Backend backend,
                Workers workers) {
            return ExactSearch.of(arena, queries, base, k, backend, workers);
        }
    }
}
