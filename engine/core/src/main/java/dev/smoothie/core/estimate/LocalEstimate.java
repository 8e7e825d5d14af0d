package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.JobOutcome;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
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
                double[] row = new double[y.columns()];
                for (long sample = from; sample < to; sample++) {
                    mean(y, neighbors, k, sample, row);
                    local.write(sample, row);
                }
            });
        }
        return new LocalEstimate(local, outcome.decisions());
    }

    private static void mean(Matrix y, Neighbors neighbors, int k, long sample, double[] mean) {
        for (int generator = 0; generator < mean.length; generator++) {
            double sum = 0;
            int count = 0;
            for (int rank = 0; rank < k; rank++) {
                double estimate = y.get(neighbors.get(sample, rank), generator);
                if (!Double.isNaN(estimate)) {
                    sum += estimate;
                    count++;
                }
            }
            mean[generator] = sum / count;
        }
    }
}
