package dev.smoothie.core.belief;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.ModelFit;
import dev.smoothie.core.evaluate.RankCorrelation;
import java.util.Arrays;

/**
 * Measures how much of the differences between generators is more than noise, and more than errors that generators
 * share and the model does not know of.
 *
 * @param between
 *            the variance of the estimated δ over generators
 * @param noise
 *            the part of it that the number of samples explains: half the mean squared standard error of a difference
 * @param misfit
 *            what of it shared errors explain, taken for accidents of each pair: the excess of {@link ModelFit} over
 *            m−2, as in any regression; NaN for three generators, which fit the model always
 * @param additivity
 *            R² of {@code D_ij = δ_i + δ_j}, see {@link ModelFit}
 * @param halves
 *            Kendall's τ between the rankings of every other sample and of the rest
 * @param explained
 *            the part of the variance of y, of single samples, that lies between generators
 */
public record Reliability(double between, double noise, double misfit, double additivity, double halves,
        double explained) {

    /** Computes the parts of the differences. */
    public static Reliability of(GlobalEstimate estimate, Comparisons comparisons, ModelFit fit) {
        double[] known = Arrays.stream(estimate.error()).filter(Double::isFinite).toArray();
        double mean = Arrays.stream(known).average().orElse(Double.NaN);
        double between = Arrays.stream(known).map(error -> (error - mean) * (error - mean)).sum()
                / (known.length - 1);
        double[][] halves = halves(estimate.y());
        return new Reliability(between, noise(comparisons), fit.excess() / (known.length - 2), fit.additivity(),
                RankCorrelation.of(halves[0], halves[1]).kendall(),
                between / (between + within(estimate)));
    }

    private static double noise(Comparisons comparisons) {
        return Arrays.stream(comparisons.standardError()).flatMapToDouble(Arrays::stream)
                .filter(error -> error > 0).map(error -> error * error / 2).average().orElse(0);
    }

    private static double within(GlobalEstimate estimate) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < estimate.error().length; i++) {
            if (estimate.samples()[i] > 1) {
                sum += estimate.samples()[i] * Math.pow(estimate.standardError()[i], 2);
                count++;
            }
        }
        return sum / count;
    }

    /** The means of every other row, and of the rest. */
    private static double[][] halves(Matrix y) {
        double[][] means = new double[2][y.columns()];
        long[][] counts = new long[2][y.columns()];
        y.forEachRow(0, y.rows(), (sample, values, at) -> {
            int half = (int) (sample % 2);
            for (int i = 0; i < y.columns(); i++) {
                double x = values[at + i];
                if (!Double.isNaN(x)) {
                    means[half][i] += x;
                    counts[half][i]++;
                }
            }
        });
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < y.columns(); i++) {
                means[half][i] /= counts[half][i];
            }
        }
        return means;
    }

    /** The part of the differences that is neither noise nor, where that can be known, misfit: 0 to 1. */
    public double share() {
        double explained = noise + (Double.isNaN(misfit) ? 0 : misfit);
        return between > 0 ? Math.max(0, 1 - explained / between) : 0;
    }
}
