package dev.smoothie.core.belief;

import dev.smoothie.core.estimate.PairDistances;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

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

    /** The mean outputs of the generators, {@code [m][d]}. */
    private record Centres(double[][] means) {

        static Centres of(Generations generations, long[] rows) {
            int m = generations.generators();
            int d = generations.vectors().dimension();
            double[][] means = new double[m][d];
            long[] counts = new long[m];
            float[] vector = new float[d];
            for (long row : rows) {
                for (int repeat = 0; repeat < generations.repeats(); repeat++) {
                    for (int i = 0; i < m; i++) {
                        if (generations.presence().present((int) row, repeat, i)) {
                            read(generations, (int) row, repeat, i, vector);
                            for (int column = 0; column < d; column++) {
                                means[i][column] += vector[column];
                            }
                            counts[i]++;
                        }
                    }
                }
            }
            for (int i = 0; i < m; i++) {
                double count = counts[i];
                means[i] = Arrays.stream(means[i]).map(sum -> sum / count).toArray();
            }
            return new Centres(means);
        }
    }

    /** Of one sample: the mean of {@code ⟨c_i, c_j⟩} over its pairs, and of {@code ‖c_i‖²}. */
    private record Products(double shared, double all) {}

    /** Looks at the same samples as {@link PairDistances}. */
    public static SharedVariance of(Generations generations, Workers workers) {
        long[] rows = PairDistances.rows(generations);
        Centres centres = Centres.of(generations, rows);
        var products = new Products[rows.length];
        workers.forBlocks(rows.length, BLOCK, (from, to) -> {
            for (int k = (int) from; k < to; k++) {
                products[k] = products(generations, (int) rows[k], centres);
            }
        });
        return of(Arrays.stream(products).filter(sample -> !Double.isNaN(sample.shared())).toList());
    }

    private static SharedVariance of(List<Products> products) {
        double variance = products.stream().mapToDouble(Products::all).average().orElse(0);
        if (!(variance > 0)) {
            return new SharedVariance(Double.NaN, Double.NaN, products.size());
        }
        double n = products.size();
        double mean = products.stream().mapToDouble(Products::shared).sum() / n;
        double squares = products.stream().mapToDouble(sample -> Math.pow(sample.shared() - mean, 2)).sum();
        return new SharedVariance(mean / variance, Math.sqrt(squares / (n - 1) / n) / variance, products.size());
    }

    private static Products products(Generations generations, int sample, Centres centres) {
        var repeats = new ArrayList<Products>();
        for (int repeat = 0; repeat < generations.repeats(); repeat++) {
            Products products = products(generations, sample, repeat, centres);
            if (!Double.isNaN(products.shared())) {
                repeats.add(products);
            }
        }
        return new Products(repeats.stream().mapToDouble(Products::shared).average().orElse(Double.NaN),
                repeats.stream().mapToDouble(Products::all).average().orElse(Double.NaN));
    }

    /** {@code Σ_{i≠j}⟨c_i, c_j⟩ = ‖Σc_i‖² − Σ‖c_i‖²}: no pair is looked at. */
    private static Products products(Generations generations, int sample, int repeat, Centres centres) {
        int d = generations.vectors().dimension();
        float[] vector = new float[d];
        double[] sum = new double[d];
        double squares = 0;
        int count = 0;
        for (int i = 0; i < generations.generators(); i++) {
            if (generations.presence().present(sample, repeat, i)) {
                read(generations, sample, repeat, i, vector);
                double[] mean = centres.means()[i];
                for (int column = 0; column < d; column++) {
                    double centred = vector[column] - mean[column];
                    sum[column] += centred;
                    squares += centred * centred;
                }
                count++;
            }
        }
        double length = 0;
        for (double x : sum) {
            length += x * x;
        }
        return count < 2
                ? new Products(Double.NaN, Double.NaN)
                : new Products((length - squares) / count / (count - 1), squares / count);
    }

    private static void read(Generations generations, int sample, int repeat, int generator, float[] vector) {
        Embeddings vectors = generations.vectors();
        MemorySegment.copy(vectors.segment(), JAVA_FLOAT,
                vectors.offset(generations.row(sample, repeat, generator)), vector, 0, vector.length);
    }

    /** Whether outputs of a sample surely have at least {@link #LEAST} in common. */
    public boolean beyondChance() {
        return samples >= FEWEST && share - TDistribution.of(samples - 1.0).inverseSurvivalProbability(LEVEL)
                * standardError > LEAST;
    }
}
