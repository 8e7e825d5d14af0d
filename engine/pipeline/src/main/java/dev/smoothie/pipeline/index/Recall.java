package dev.smoothie.pipeline.index;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The share of true neighbours that a search found, measured against {@link ExactSearch} on some of the queries.
 *
 * @param share
 *            the mean over these queries, in [0, 1]; a query that is in the base does not count as its own neighbour
 * @param standardError
 *            of the mean; NaN if there is one query
 * @param samples
 *            number of queries that were measured
 */
public record Recall(double share, double standardError, int samples) {
    /** How many queries are measured: enough to tell 0.95 from 0.97, and little time compared with searching. */
    private static final int SAMPLE = 256;
    private static final long SEED = 20;

    /**
     * Measures the recall. A row that is no farther than the k-th true neighbour counts as true, so it does not matter
     * which of several equal distances was taken.
     *
     * @param found
     *            the neighbours that were found, {@code [q, k]}
     * @param itself
     *            whether the queries are the rows of the base, so that each is its own first neighbour; then k is at
     *            least 2
     */
    static Recall of(Embeddings queries, Embeddings base, boolean itself, Neighbors found, Backend backend,
            Workers workers) {
        long[] sample = sample(queries.rows());
        int first = itself ? 1 : 0;
        double sum = 0;
        double squares = 0;
        try (Arena scratch = Arena.ofShared()) {
            Embeddings asked = queries.gather(scratch, sample);
            Neighbors exact = ExactSearch.of(scratch, asked, base, found.k(), backend, workers);
            for (int query = 0; query < sample.length; query++) {
                double farthest = Distance.squared(asked, query, base, exact.get(query, found.k() - 1));
                int hits = 0;
                for (int rank = first; rank < found.k(); rank++) {
                    hits += Distance.squared(asked, query, base, found.get(sample[query], rank)) <= farthest ? 1 : 0;
                }
                double share = (double) hits / (found.k() - first);
                sum += share;
                squares += share * share;
            }
        }
        double mean = sum / sample.length;
        double variance = Math.max(0, squares - sum * mean) / (sample.length - 1);
        return new Recall(mean, sample.length > 1 ? Math.sqrt(variance / sample.length) : Double.NaN, sample.length);
    }

    private static long[] sample(long rows) {
        return rows <= SAMPLE
                ? LongStream.range(0, rows).toArray()
                : new SplittableRandom(SEED).longs(0, rows).distinct().limit(SAMPLE).sorted().toArray();
    }
}
