package dev.smoothie.core.belief;

import dev.smoothie.core.estimate.PairDistances;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Measures how much the outputs of a sample have in common. With {@code c_i = λ_i − mean of generator i}, the mean of
 * {@code ⟨c_i, c_j⟩} over the pairs of a sample is the variance of the truth over samples, {@code E‖z* − E z*‖²}; it is
 * zero if outputs were shuffled between samples, or drawn at random, whatever the generators.
 *
 * @param share
 *            that part of the variance of the outputs, 0 by chance, 1 where all outputs of a sample are equal; NaN
 *            where outputs do not vary, or no sample has two
 * @param standardError
 *            of the share, from the samples
 * @param samples
 *            how many samples with two outputs or more were looked at
 */
public record SharedVariance(double share, double standardError, long samples) {
    /** Below a fiftieth of the variance there is nothing that a score could measure against. */
    public static final double LEAST = 0.02;
    /** The fewest samples: with fewer nothing can be said. */
    static final int FEWEST = 3;
    /** One-sided: one in a thousand sets of noise would pass. */
    private static final double LEVEL = 0.001;
    private static final int BLOCK = 64;

    /** Looks at the same samples as {@link PairDistances}. */
    public static SharedVariance of(Generations generations, Workers workers) {
        long[] rows = PairDistances.rows(generations);
        double[][] centres = centres(generations, rows);
        double[] shared = new double[rows.length];
        double[] all = new double[rows.length];
        workers.forBlocks(rows.length, BLOCK, (from, to) -> {
            var products = new Products(generations, centres);
            for (int k = (int) from; k < to; k++) {
                products.add((int) rows[k]);
                shared[k] = products.shared;
                all[k] = products.all;
            }
        });
        return of(shared, all);
    }

    /** The mean outputs of the generators, {@code [m][d]}. */
    private static double[][] centres(Generations generations, long[] rows) {
        double[][] means = new double[generations.generators()][generations.vectors().dimension()];
        long[] counts = new long[means.length];
        float[] vector = new float[generations.vectors().dimension()];
        for (long row : rows) {
            for (int repeat = 0; repeat < generations.repeats(); repeat++) {
                for (int i = 0; i < means.length; i++) {
                    if (generations.presence().present((int) row, repeat, i)) {
                        generations.vectors().read(generations.row((int) row, repeat, i), vector);
                        add(vector, means[i]);
                        counts[i]++;
                    }
                }
            }
        }
        for (int i = 0; i < means.length; i++) {
            for (int column = 0; column < vector.length; column++) {
                means[i][column] /= counts[i];
            }
        }
        return means;
    }

    private static void add(float[] vector, double[] sums) {
        for (int column = 0; column < vector.length; column++) {
            sums[column] += vector[column];
        }
    }

    /**
     * Of one sample: the mean of {@code ⟨c_i, c_j⟩} over its pairs, and of {@code ‖c_i‖²}; both are means over the
     * repeats that have two outputs, NaN where none has. For one thread.
     */
    private static final class Products {
        private final Generations generations;
        private final double[][] centres;
        private final float[] vector;
        private final double[] sum;
        private double shared;
        private double all;

        Products(Generations generations, double[][] centres) {
            this.generations = generations;
            this.centres = centres;
            vector = new float[generations.vectors().dimension()];
            sum = new double[vector.length];
        }

        void add(int sample) {
            shared = 0;
            all = 0;
            int repeats = 0;
            for (int repeat = 0; repeat < generations.repeats(); repeat++) {
                repeats += add(sample, repeat) ? 1 : 0;
            }
            shared /= repeats; // 0/0 is NaN
            all /= repeats;
        }

        /** {@code Σ_{i≠j}⟨c_i, c_j⟩ = ‖Σc_i‖² − Σ‖c_i‖²}: no pair is looked at. */
        private boolean add(int sample, int repeat) {
            Arrays.fill(sum, 0);
            double squares = 0;
            int count = 0;
            for (int i = 0; i < centres.length; i++) {
                if (generations.presence().present(sample, repeat, i)) {
                    generations.vectors().read(generations.row(sample, repeat, i), vector);
                    squares += addCentred(vector, centres[i], sum);
                    count++;
                }
            }
            if (count < 2) {
                return false;
            }
            double length = 0;
            for (double x : sum) {
                length += x * x;
            }
            shared += (length - squares) / count / (count - 1);
            all += squares / count;
            return true;
        }

        /** Returns {@code ‖c‖²}. */
        private static double addCentred(float[] vector, double[] mean, double[] sum) {
            double squares = 0;
            for (int column = 0; column < vector.length; column++) {
                double centred = vector[column] - mean[column];
                sum[column] += centred;
                squares += centred * centred;
            }
            return squares;
        }
    }

    private static SharedVariance of(double[] shared, double[] all) {
        long n = 0;
        double mean = 0;
        double variance = 0;
        for (int k = 0; k < shared.length; k++) {
            if (!Double.isNaN(shared[k])) {
                n++;
                mean += shared[k];
                variance += all[k];
            }
        }
        mean /= n;
        variance /= n;
        if (!(variance > 0)) {
            return new SharedVariance(Double.NaN, Double.NaN, n);
        }
        double squares = 0;
        for (double share : shared) {
            squares += Double.isNaN(share) ? 0 : (share - mean) * (share - mean);
        }
        return new SharedVariance(mean / variance, Math.sqrt(squares / (n - 1) / n) / variance, n);
    }

    /** Whether outputs of a sample surely have at least {@link #LEAST} in common. */
    public boolean beyondChance() {
        return samples >= FEWEST && share - TDistribution.of(samples - 1.0).inverseSurvivalProbability(LEVEL)
                * standardError > LEAST;
    }
}
