package dev.smoothie.core.neighbors;

import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.vectors.Embeddings;

/**
 * Finds the exact nearest neighbours of one query at a time, for servers: {@link ExactSearch} prepares the whole base
 * for many queries, which for one takes longer than to measure all distances. The answer is the same. Uses the caller's
 * thread alone, and no memory but the result; any number of threads may search.
 */
public final class SingleQuery {

    private SingleQuery() {}

    /**
     * The k nearest base rows.
     *
     * @param query
     *            one finite row {@code [1, d]}
     * @param base
     *            {@code [n, d]}, finite, n at least 1
     * @param k
     *            how many, at least 1; more than n means n
     * @return indices, nearest first, equal distances by index
     */
    public static int[] of(Embeddings query, Embeddings base, int k) {
        if (query.dimension() != base.dimension() || k < 1 || base.rows() < 1) {
            throw new IllegalArgumentException("%d nearest of [%d, %d] to a query of dimension %d".formatted(k,
                    base.rows(), base.dimension(), query.dimension()));
        }
        var nearest = new NearestRows((int) Math.min(k, base.rows()), Double.POSITIVE_INFINITY);
        for (int row = 0; row < base.rows(); row++) {
            double distance = Distance.squared(query, 0, base, row);
            if (distance < nearest.worst() || nearest.size() < Math.min(k, base.rows())) {
                nearest.offer(distance, row);
            }
        }
        int[] rows = new int[nearest.size()];
        for (int rank = 0; rank < rows.length; rank++) {
            rows[rank] = nearest.row(rank);
        }
        return rows;
    }
}
