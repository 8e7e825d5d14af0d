package dev.smoothie.core.cards.search;

import dev.smoothie.core.cards.CardSearchPlan;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.vectors.Embeddings;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A search that cards are to do: queries, base, number of neighbours, and settings.
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
 *            the number format of the screen; empty for the one that is cheapest on some of the rows
 * @param adjust
 *            changes the plans that suit the sizes
 */
public record CardSearchJob(Embeddings queries, Embeddings base, Kind kind, int k, Optional<Precision> precision,
        UnaryOperator<CardSearchPlan> adjust) {

    /** Which rows the queries are. */
    public enum Kind {
        /** The queries are the rows of the base, each its own first neighbour. */
        AMONG_ITSELF,
        /** The queries are other rows. */
        OTHER_QUERIES;

        /** How many neighbours of a query are known without a search: itself, in a search among itself. */
        int own() {
            return this == AMONG_ITSELF ? 1 : 0;
        }
    }

    public CardSearchJob {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(adjust, "adjust");
        if (k < 1 || k > base.rows() || queries.dimension() != base.dimension()) {
            throw new IllegalArgumentException("k=%d, queries [%d, %d], base [%d, %d]".formatted(k,
                    queries.rows(), queries.dimension(), base.rows(), base.dimension()));
        }
    }

    /** Whether cards can search for k neighbours; otherwise the host must. */
    public static boolean possible(int k) {
        return CardSearchPlan.canSearch(k);
    }

    /** How many neighbours of a query must be searched for. */
    int searched() {
        return k - kind.own();
    }
}
