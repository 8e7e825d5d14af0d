package dev.smoothie.engine.cuda;

import dev.smoothie.engine.data.Embeddings;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is to be found.
 *
 * @param queries
 *            {@code [q, d]}; the base itself in a search among itself
 * @param base
 *            {@code [n, d]}, n at least 1
 * @param kind
 *            whether the queries are the base
 * @param k
 *            neighbours of each query, itself included in a search among itself; at least 1, at most n
 * @param precision
 *            what to screen in; empty for the fastest that certifies rows of a sample
 * @param adjust
 *            changes the plans that suit the sizes
 */
public record SearchJob(Embeddings queries, Embeddings base, Kind kind, int k, Optional<Precision> precision,
        UnaryOperator<SearchPlan> adjust) {

    /** Whose neighbours are looked for. */
    public enum Kind {
        /** Those of the base's own rows, each its own first neighbour. */
        AMONG_ITSELF,
        /** Those of other rows. */
        OTHER_QUERIES;

        /** Neighbours that need no search. */
        int own() {
            return this == AMONG_ITSELF ? 1 : 0;
        }
    }

    public SearchJob {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(adjust, "adjust");
        if (k < 1 || k > base.rows() || queries.dimension() != base.dimension()) {
            throw new IllegalArgumentException("k=%d, queries [%d, %d], base [%d, %d]".formatted(k,
                    queries.rows(), queries.dimension(), base.rows(), base.dimension()));
        }
    }

    /** Whether cards can do it; what they cannot, the host does. */
    public static boolean possible(int k) {
        return SearchPlan.canSearch(k);
    }

    /** Neighbours that a query does not have by itself. */
    int searched() {
        return k - kind.own();
    }
}
