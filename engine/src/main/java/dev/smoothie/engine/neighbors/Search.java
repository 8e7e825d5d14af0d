package dev.smoothie.engine.neighbors;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;

/** How neighbours are looked up: exactly, or through an index that a plugin builds and that may miss some. */
public sealed interface Search permits Search.Exact, ApproximateSearch {

    /** The k nearest rows of each row among all rows, itself always the first; see {@link ExactSearch#among}. */
    Neighbors among(Arena arena, Embeddings rows, int k, Backend backend, Workers workers);

    /** The k nearest base rows of each query; see {@link ExactSearch#of}. */
    Neighbors of(Arena arena, Embeddings queries, Embeddings base, int k, Backend backend, Workers workers);

    /** {@link ExactSearch}: what is done unless something else was asked for. */
    record Exact() implements Search {

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
