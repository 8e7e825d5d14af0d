package dev.smoothie.core.labels;

import dev.smoothie.core.parallel.Workers;
import java.util.List;

/**
 * Ridge regression of scores, centred within each sample, on features of outputs and one effect for each generator: the
 * coefficients β of the features and γ of the generators with the smallest {@code Σ (score − x·β − γ)² + a Σ β² + b Σ
 * γ²}. Both penalties are those of a grid with which a sample is predicted best that took no part in the fit. That
 * error needs no second fit: with {@code H = Z (Z'Z + P)⁻¹ Z'} over all rows Z and its block H_s of a sample, the
 * residuals of the sample where it is left out are {@code (I − H_s)⁻¹} times those where it is not.
 *
 * @param featurePenalty
 *            a
 * @param generatorPenalty
 *            b
 * @param coefficients
 *            β, then γ, {@code [p + m]}
 * @param heldOut
 *            for each sample the centred scores of its outputs, as predicted without it
 * @param loss
 *            mean over the samples of their mean squared error, each without itself
 */
record Ridge(double featurePenalty, double generatorPenalty, double[] coefficients, double[][] heldOut, double loss) {
    /** From much more doubt than a few hundred labels can overcome to none. */
    private static final double[] PENALTIES = {1e4, 1e3, 1e2, 10, 1, 0.1};
    /** Losses that differ by less are equal, and the larger penalties win. */
    private static final double ROUNDING = 1e-9;

    /** Fits with the best penalties. */
    static Ridge best(List<Labelled> samples, int features, Workers workers) {
        var normal = Normal.of(samples);
        int count = PENALTIES.length * PENALTIES.length;
        var fits = new Ridge[count];
        workers.forBlocks(count, 1, (from, _) -> fits[(int) from] = fit(samples, normal, features,
                PENALTIES[(int) from / PENALTIES.length], PENALTIES[(int) from % PENALTIES.length]));
        Ridge best = fits[0];
        for (Ridge fit : fits) {
            best = fit.loss < best.loss * (1 - ROUNDING) ? fit : best;
        }
        return best;
    }

    /** Fits with given penalties, both positive. */
    static Ridge fit(List<Labelled> samples, int features, double featurePenalty, double generatorPenalty) {
        return fit(samples, Normal.of(samples), features, featurePenalty, generatorPenalty);
    }

    private static Ridge fit(List<Labelled> samples, Normal normal, int features, double featurePenalty,
            double generatorPenalty) {
        double[][] matrix = new double[normal.matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = normal.matrix[i].clone();
            matrix[i][i] += i < features ? featurePenalty : generatorPenalty;
        }
        var factor = Cholesky.of(matrix);
        double[] coefficients = factor.solve(normal.right);
        double[][] heldOut = new double[samples.size()][];
        double loss = 0;
        for (int s = 0; s < heldOut.length; s++) {
            Labelled sample = samples.get(s);
            double[] residuals = heldOutResiduals(sample, factor, coefficients);
            heldOut[s] = new double[residuals.length];
            double squares = 0;
            for (int k = 0; k < residuals.length; k++) {
                heldOut[s][k] = sample.scores()[k] - residuals[k];
                squares += residuals[k] * residuals[k];
            }
            loss += squares / residuals.length;
        }
        return new Ridge(featurePenalty, generatorPenalty, coefficients, heldOut, loss / heldOut.length);
    }

    private static double[] heldOutResiduals(Labelled sample, Cholesky factor, double[] coefficients) {
        int k = sample.rows().length;
        double[][] half = new double[k][];
        double[] residuals = new double[k];
        for (int i = 0; i < k; i++) {
            half[i] = factor.forward(sample.rows()[i]);
            residuals[i] = sample.scores()[i] - dot(sample.rows()[i], coefficients);
        }
        double[][] rest = new double[k][k]; // I − H_s, positive definite because of the penalties
        for (int i = 0; i < k; i++) {
            for (int j = 0; j <= i; j++) {
                rest[i][j] = (i == j ? 1 : 0) - dot(half[i], half[j]);
                rest[j][i] = rest[i][j];
            }
        }
        return Cholesky.of(rest).solve(residuals);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The normal equations without penalties. */
    private record Normal(double[][] matrix, double[] right) {
        static Normal of(List<Labelled> samples) {
            int q = samples.getFirst().rows()[0].length;
            var normal = new Normal(new double[q][q], new double[q]);
            for (Labelled sample : samples) {
                for (int k = 0; k < sample.rows().length; k++) {
                    double[] row = sample.rows()[k];
                    for (int i = 0; i < q; i++) {
                        normal.right[i] += row[i] * sample.scores()[k];
                        for (int j = 0; j < q; j++) {
                            normal.matrix[i][j] += row[i] * row[j];
                        }
                    }
                }
            }
            return normal;
        }
    }
}
