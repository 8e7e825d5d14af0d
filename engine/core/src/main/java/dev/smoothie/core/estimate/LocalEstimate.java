package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.JobOutcome;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Estimates the errors δ for each sample (Smoothie-Local): the mean of the row estimates of its neighbours (Guha et al.
 * 2024, §4.2).
 *
 * @param errors
 *            {@code [q, m]}; a generator's mean skips the rows without an estimate of it, NaN where that leaves none
 * @param decisions
 *            what the backend decided about the job, one line each
 */
public record LocalEstimate(Matrix errors, List<String> decisions) {
    private static final int BLOCK = 1024;

    /**
     * Averages over neighbourhoods.
     *
     * @param arena
     *            owns the result
     * @param y
     *            row estimates {@code [n, m]} of the set in which the neighbours were found
     * @param neighbors
     *            {@code [q, K]}, indices of rows of y, nearest first
     * @param k
     *            how many of them to average, at most K
     */
    public static LocalEstimate of(Arena arena, Matrix y, Neighbors neighbors, int k, Backend backend,
            Workers workers) {
        Objects.checkFromIndexSize(0, k, neighbors.k());
        Matrix local = Matrix.allocate(arena, neighbors.rows(), y.columns());
        JobOutcome outcome = backend.means(y, neighbors.segment(), neighbors.k(), k, local, workers);
        if (!outcome.done()) {
            workers.forBlocks(neighbors.rows(), BLOCK, (from, to) -> {
                var mean = new Mean(y, neighbors, k);
                for (long sample = from; sample < to; sample++) {
                    local.write(sample, mean.of(sample));
                }
            });
        }
        return new LocalEstimate(local, outcome.decisions());
    }

    /**
     * Averages over one neighbourhood, for callers that have one sample at a time: by the caller's thread alone.
     *
     * @param y
     *            row estimates {@code [n, m]}
     * @param neighbors
     *            indices of rows of y, nearest first
     * @return {@code [m]}
     */
    public static double[] of(Matrix y, int[] neighbors) {
        var one = new Neighbors(MemorySegment.ofArray(neighbors), 1, neighbors.length, List.of());
        return new Mean(y, one, neighbors.length).of(0);
    }

    /** The means of the rows of y of one sample's neighbours. For one thread. */
    private static final class Mean {
        private final Matrix y;
        private final Neighbors neighbors;
        private final int k;
        private final double[] row;
        private final double[] mean;
        private final int[] counts;

        Mean(Matrix y, Neighbors neighbors, int k) {
            this.y = y;
            this.neighbors = neighbors;
            this.k = k;
            row = new double[y.columns()];
            mean = new double[y.columns()];
            counts = new int[y.columns()];
        }

        double[] of(long sample) {
            Arrays.fill(mean, 0);
            Arrays.fill(counts, 0);
            for (int rank = 0; rank < k; rank++) {
                y.read(neighbors.get(sample, rank), row);
                for (int generator = 0; generator < row.length; generator++) {
                    if (!Double.isNaN(row[generator])) {
                        mean[generator] += row[generator];
                        counts[generator]++;
                    }
                }
            }
            for (int generator = 0; generator < row.length; generator++) {
                mean[generator] /= counts[generator];
            }
            return mean;
        }
    }
}
