package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Estimates the errors of a sample's own outputs, given all of them. Under the Gaussian model (see the page of
 * {@link dev.smoothie.core.estimate}) the unknown truth z* has posterior mean {@code ẑ = Σθ_i λ_i / Σθ_i} and total
 * variance {@code 1 / Σ(1/δ_i)}, so that {@code E[‖λ_i − z*‖² | λ] = ‖λ_i − ẑ‖² + 1 / Σ_j(1/δ_j)}. The best output is
 * the one nearest to ẑ.
 */
public final class Posterior {
    private final Generations generations;
    private final Backend backend;
    private final double[] weights;

    private Posterior(Generations generations, Backend backend) {
        this.generations = generations;
        this.backend = backend;
        this.weights = new double[generations.generators()];
    }

    /**
     * Posterior expected errors of all outputs.
     *
     * @param arena
     *            owns the result
     * @param generations
     *            {@code [n, r, m, d]}
     * @param prior
     *            δ of each generator, global or local; floored as in {@link Quality}; a generator without an estimate
     *            has no weight in ẑ
     * @return {@code [n, m]}: the mean over the repeats of a sample, NaN for a generator without an output
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the row of {@code generations.vectors()}
     */
    public static Matrix of(Arena arena, Generations generations, Errors prior, Backend backend, Workers workers) {
        return OutputErrors.of(arena, generations, prior, workers, () -> new Posterior(generations, backend)::judge);
    }

    private void judge(PresentOutputs outputs, double[] errors, double[] judged) {
        double variance = weigh(outputs, errors, weights);
        backend.spread(generations.vectors(), outputs.rows(), outputs.count(), weights, judged);
        outputs.requireFinite(judged);
        for (int i = 0; i < outputs.count(); i++) {
            judged[i] += variance;
        }
    }

    /** Writes the weights of the present outputs, normalised; returns the variance of the posterior. */
    private static double weigh(PresentOutputs outputs, double[] errors, double[] weights) {
        double precision = 0;
        for (int i = 0; i < outputs.count(); i++) {
            double error = errors[outputs.generator(i)];
            weights[i] = Double.isNaN(error) ? 0 : 1 / error;
            precision += weights[i];
        }
        if (precision == 0) { // nothing is known about any of them
            Arrays.fill(weights, 0, outputs.count(), 1.0 / outputs.count());
            return 0;
        }
        for (int i = 0; i < outputs.count(); i++) {
            weights[i] /= precision;
        }
        return 1 / precision;
    }
}
