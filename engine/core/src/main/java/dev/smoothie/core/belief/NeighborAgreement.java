package dev.smoothie.core.belief;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Tests whether similar inputs have similar scores. If they do not, a local estimate is only the global one with less
 * data. From each row y the part is taken that neither the generator nor the sample explains, {@code r_i = (y_i − δ_i)
 * − mean_j (y_j − δ_j)}: which generators are better here than usual. If that depends on the input, r of neighbours has
 * equal signs.
 *
 * @param share
 *            {@code Σ r·r' / Σ r·r} over samples and their neighbours r': the part of the variance of r that neighbours
 *            share
 * @param standardError
 *            of the share, from the samples that were compared
 * @param halves
 *            the correlation of local scores from every other neighbour with those from the rest
 * @param samples
 *            how many samples were compared
 */
public record NeighborAgreement(double share, double standardError, double halves, long samples) {
    /** The level of the test: one-sided, and strict, because neighbours of neighbours are not independent. */
    private static final double LEVEL = 0.0005;

    /**
     * Compares some samples with their neighbours.
     *
     * @param queries
     *            which samples, rows of {@code inputs} and of y
     * @param neighbors
     *            of each of them; the sample itself and copies of its input do not count
     */
    public static NeighborAgreement of(GlobalEstimate estimate, Embeddings inputs, long[] queries,
            Neighbors neighbors) {
        double[] products = new double[queries.length];
        double squares = 0;
        double[] halves = new double[3]; // Σ a·b, Σ a·a, Σ b·b
        for (int query = 0; query < queries.length; query++) {
            double[] own = left(estimate, queries[query]);
            double[][] means = halves(estimate, inputs, queries[query], neighbors.row(query));
            products[query] = (dot(own, means[0]) + dot(own, means[1])) / 2;
            squares += dot(own, own);
            halves[0] += dot(means[0], means[1]);
            halves[1] += dot(means[0], means[0]);
            halves[2] += dot(means[1], means[1]);
        }
        double n = queries.length;
        double mean = Arrays.stream(products).sum() / n;
        double variance = Arrays.stream(products).map(x -> (x - mean) * (x - mean)).sum() / (n - 1);
        double scale = squares / n;
        return new NeighborAgreement(mean / scale, Math.sqrt(variance / n) / scale,
                halves[0] / Math.sqrt(halves[1] * halves[2]), queries.length);
    }

    /** What is left of a row; 0 where there is no estimate. */
    private static double[] left(GlobalEstimate estimate, long sample) {
        Matrix y = estimate.y();
        double[] row = y.row(sample);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] -= estimate.error()[i];
            if (!Double.isNaN(row[i])) {
                sum += row[i];
                count++;
            }
        }
        for (int i = 0; i < row.length; i++) {
            row[i] = Double.isNaN(row[i]) ? 0 : row[i] - sum / count;
        }
        return row;
    }

    /** The mean of what is left of every other neighbour, and of the rest. */
    private static double[][] halves(GlobalEstimate estimate, Embeddings inputs, long sample, int[] neighbors) {
        double[][] means = new double[2][estimate.error().length];
        int[] counts = new int[2];
        int rank = 0;
        for (int neighbor : neighbors) {
            if (neighbor != sample && !equal(inputs, sample, neighbor)) {
                int half = rank++ % 2;
                double[] row = left(estimate, neighbor);
                for (int i = 0; i < row.length; i++) {
                    means[half][i] += row[i];
                }
                counts[half]++;
            }
        }
        for (int half = 0; half < 2; half++) {
            for (int i = 0; counts[half] > 0 && i < means[half].length; i++) {
                means[half][i] /= counts[half];
            }
        }
        return means;
    }

    private static boolean equal(Embeddings inputs, long a, long b) {
        for (int column = 0; column < inputs.dimension(); column++) {
            if (inputs.get(a, column) != inputs.get(b, column)) {
                return false;
            }
        }
        return true;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Whether neighbours agree more than by chance. */
    public boolean beyondChance() {
        return samples > 2 && share > TDistribution.of(samples - 1.0).inverseSurvivalProbability(LEVEL)
                * standardError;
    }
}
