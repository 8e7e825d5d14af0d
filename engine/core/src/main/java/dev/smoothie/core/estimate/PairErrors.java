package dev.smoothie.core.estimate;

import dev.smoothie.core.parallel.Workers;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Computes the covariances of errors under one fit of the δ, and tests them: {@code C_ij = (δ_i + δ_j − D_ij)/2}, what
 * a pair's mean distance falls short of the sum of the errors. A pair that took part in the fit drew it towards itself.
 * That is taken out, from the estimate and its standard error alike, so that C is what a fit without the pair would
 * give.
 *
 * @param fit
 *            what gave the δ
 * @param errors
 *            δ, {@code [m]}
 * @param covariance
 *            C of each pair
 * @param standardError
 *            of each C, from the samples
 * @param p
 *            the two-sided p-value of "C is 0" by Student's t; NaN where there is no test
 */
record PairErrors(AdditiveFit fit, double[] errors, double[] covariance, double[] standardError, double[] p) {
    /** Covariances below this fraction of the mean distance are 0: float32 embeddings do not resolve less. */
    private static final double RESOLUTION = 1e-6;

    static PairErrors of(PairDistances distances, AdditiveFit fit, Workers workers) {
        Pairs pairs = distances.pairs();
        double[] errors = fit.errors(distances.mean());
        double[] covariance = new double[pairs.count()];
        covariances(pairs, distances.mean(), errors, covariance);
        double[] standardError = distances.standardErrors(pairs.count(), () -> linear(fit), workers);
        pairs.forEach((pair, i, j) -> {
            double outside = 1 - fit.leverage(pair, i, j);
            covariance[pair] /= outside;
            standardError[pair] /= outside;
        });
        return new PairErrors(fit, errors, covariance, standardError,
                pValues(distances, covariance, standardError));
    }

    private static PairDistances.Linear linear(AdditiveFit fit) {
        double[] scratch = new double[fit.pairs().generators()];
        double[] errors = new double[fit.pairs().generators()];
        return (distances, result) -> {
            fit.errors(distances, scratch, errors);
            covariances(fit.pairs(), distances, errors, result);
        };
    }

    private static void covariances(Pairs pairs, double[] distances, double[] errors, double[] result) {
        for (int i = 0, pair = 0; i < pairs.generators(); i++) {
            for (int j = i + 1; j < pairs.generators(); j++, pair++) {
                result[pair] = (errors[i] + errors[j] - distances[pair]) / 2;
            }
        }
    }

    /** The p-values of covariances, with the standard errors of this fit. */
    static double[] pValues(PairDistances distances, double[] covariance, double[] standardError) {
        double resolution = RESOLUTION * Arrays.stream(distances.mean()).average().orElse(0);
        double[] p = new double[covariance.length];
        for (int pair = 0; pair < p.length; pair++) {
            p[pair] = Math.abs(covariance[pair]) <= resolution
                    ? 1
                    : 2 * TDistribution.of(distances.counts()[pair] - 1.0)
                            .survivalProbability(Math.abs(covariance[pair]) / standardError[pair]);
        }
        return p;
    }
}
