package dev.smoothie.core.evaluate;

import dev.smoothie.core.parallel.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Intervals for means and for differences of means over the same samples, by drawing samples with replacement (Efron's
 * percentile bootstrap). Every draw takes whole samples, so differences are paired. The same seed gives the same
 * intervals on any number of threads.
 *
 * @param replicates
 *            how many draws, at least 100
 * @param seed
 *            of the draws
 */
public record PairedBootstrap(int replicates, long seed) {

    public PairedBootstrap {
        if (replicates < 100) {
            throw new IllegalArgumentException("95 %% intervals need at least 100 replicates, got " + replicates);
        }
    }

    /**
     * An interval that holds the middle 95 % of the draws.
     *
     * @param low
     *            its 2.5 % quantile
     * @param high
     *            its 97.5 % quantile
     */
    public record Interval(double low, double high) {
        /** Whether it lies above 0. */
        public boolean isPositive() {
            return low > 0;
        }

        /** Whether it lies below 0. */
        public boolean isNegative() {
            return high < 0;
        }
    }

    /**
     * Draws.
     *
     * @param values
     *            {@code [n][c]}: for each sample one value in each column; n at least 1
     */
    public Draws of(double[][] values, Workers workers) {
        int columns = values[0].length;
        double[][] means = new double[replicates][columns];
        long[] seeds = new SplittableRandom(seed).longs(replicates).toArray();
        workers.forBlocks(replicates, 16, (from, to) -> {
            for (int replicate = (int) from; replicate < to; replicate++) {
                var random = new SplittableRandom(seeds[replicate]);
                double[] mean = means[replicate];
                for (int i = 0; i < values.length; i++) {
                    double[] sample = values[random.nextInt(values.length)];
                    for (int column = 0; column < columns; column++) {
                        mean[column] += sample[column];
                    }
                }
                Arrays.setAll(mean, column -> mean[column] / values.length);
            }
        });
        return new Draws(means);
    }

    /** The means of all columns in each draw, {@code [replicates][c]}. */
    public static final class Draws {
        private final double[][] means;

        private Draws(double[][] means) {
            this.means = means;
        }

        /** The interval of the mean of a column. */
        public Interval mean(int column) {
            return middle(Arrays.stream(means).mapToDouble(mean -> mean[column]).toArray());
        }

        /** The interval of the mean of {@code column} less that of {@code other}. */
        public Interval difference(int column, int other) {
            return middle(Arrays.stream(means).mapToDouble(mean -> mean[column] - mean[other]).toArray());
        }

        private static Interval middle(double[] draws) {
            Arrays.sort(draws);
            return new Interval(quantile(draws, 0.025), quantile(draws, 0.975));
        }

        /** Between the two order statistics around {@code p}, linearly. */
        private static double quantile(double[] sorted, double p) {
            double at = p * (sorted.length - 1);
            int below = (int) at;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
        }
    }
}
