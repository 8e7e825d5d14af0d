package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Distance;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;

/**
 * Estimates the errors of a sample's own outputs from how many good generators say nearly the same. It is the idea of
 * {@link Posterior} with heavy tails, so that one wild output does not drag the centre. The best output has the largest
 * {@code c_i = Σ_j w_j exp(−‖λ_i − λ_j‖² / h)}, the sum over all outputs of the sample, its own among them.
 *
 * <p>
 * The bandwidth h is {@value #BANDWIDTH} times the mean squared distance between two outputs over the set: towards zero
 * the method becomes a weighted vote among equal outputs, towards infinity the smallest weighted mean distance. The
 * weights are {@code √θ}. For an output that is right or wrong the weight should be the logarithm of odds, which grows
 * much more slowly than θ = d/(2δ); with θ itself a single good generator outvotes all others. Both were settled on
 * simulations with Gaussian, heavy-tailed and right-or-wrong errors and on random subsets of generators of three data
 * sets ({@code MethodTable} in the benchmarks).
 */
public final class Consensus {
    /** Bandwidth in mean squared distances between two outputs. */
    public static final double BANDWIDTH = 2;

    private final Generations generations;
    private final double bandwidth;
    private final double[] weights;
    private final double[][] distances;

    private Consensus(Generations generations, double bandwidth) {
        int m = generations.generators();
        this.generations = generations;
        this.bandwidth = bandwidth;
        this.weights = new double[m];
        this.distances = new double[m][m];
    }

    /**
     * The bandwidth for a set.
     *
     * @param y
     *            its row estimates {@code [n, m]}: twice the mean of a row is the sample's mean squared distance
     * @return positive; 1 where all outputs of each sample are equal, or none has an estimate
     */
    public static double bandwidth(Matrix y) {
        var distances = Moments.of(y.rows(), sample -> {
            double sum = 0;
            int count = 0;
            for (int generator = 0; generator < y.columns(); generator++) {
                double estimate = y.get(sample, generator);
                if (!Double.isNaN(estimate)) {
                    sum += estimate;
                    count++;
                }
            }
            return 2 * sum / count; // 0/0 is NaN: not counted
        });
        double bandwidth = BANDWIDTH * distances.mean();
        return bandwidth > 0 ? bandwidth : 1;
    }

    /**
     * Errors of all outputs: {@code −h ln c_i} with weights that sum to 1, a soft minimum of the squared distances to
     * the others; 0 where all outputs of the sample are equal.
     *
     * @param arena
     *            owns the result
     * @param generations
     *            {@code [n, r, m, d]}
     * @param prior
     *            δ of each generator, global or shrunk; floored as in {@link Quality}; a generator without an estimate
     *            has no weight
     * @param bandwidth
     *            h, positive
     * @return {@code [n, m]}: the mean over the repeats of a sample, NaN for a generator without an output
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the row of {@code generations.vectors()}
     */
    public static Matrix of(Arena arena, Generations generations, Errors prior, double bandwidth, Workers workers) {
        if (!(bandwidth > 0)) {
            throw new IllegalArgumentException("bandwidth must be positive, got " + bandwidth);
        }
        return OutputErrors.of(arena, generations, prior, workers,
                () -> new Consensus(generations, bandwidth)::judge);
    }

    private void judge(PresentOutputs outputs, double[] errors, double[] judged) {
        weigh(outputs, errors, weights);
        measure(outputs, distances);
        for (int i = 0; i < outputs.count(); i++) {
            judged[i] = softMinimum(distances[i], weights, outputs.count());
        }
    }

    /** Writes the square roots of θ of the present outputs, normalised; equal ones where nothing is known. */
    private static void weigh(PresentOutputs outputs, double[] errors, double[] weights) {
        double total = 0;
        for (int i = 0; i < outputs.count(); i++) {
            double error = errors[outputs.generator(i)];
            weights[i] = Double.isNaN(error) ? 0 : 1 / Math.sqrt(error);
            total += weights[i];
        }
        for (int i = 0; i < outputs.count(); i++) {
            weights[i] = total == 0 ? 1.0 / outputs.count() : weights[i] / total;
        }
    }

    private void measure(PresentOutputs outputs, double[][] distances) {
        double[] sums = new double[outputs.count()];
        for (int i = 0; i < outputs.count(); i++) {
            for (int j = 0; j <= i; j++) {
                // With itself too: 0, or NaN where the embedding is not finite.
                double distance = Distance.squared(generations.vectors(), outputs.rows()[i], generations.vectors(),
                        outputs.rows()[j]);
                distances[i][j] = distance;
                distances[j][i] = distance;
                sums[i] += distance;
            }
        }
        outputs.requireFinite(sums);
    }

    /** {@code −h ln Σ_j w_j exp(−D_j / h)}, computed relative to the smallest distance so that nothing underflows. */
    private double softMinimum(double[] distances, double[] weights, int count) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < count; j++) {
            smallest = weights[j] > 0 ? Math.min(smallest, distances[j]) : smallest;
        }
        double agreement = 0;
        for (int j = 0; j < count; j++) {
            agreement += weights[j] * Math.exp(Math.min(0, smallest - distances[j]) / bandwidth);
        }
        return smallest - bandwidth * Math.log(agreement);
    }
}
