package dev.smoothie.core.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far the outputs of two runs lie from each other, and whether that is more than the outputs of one run lie from each
 * other. The test is exact: if nothing has changed, the outputs of a sample may be dealt to the two runs in any way.
 *
 * @param across
 *            the mean distance between an output before and one after, over samples
 * @param within
 *            the mean distance between two outputs of one run, over samples that have two; NaN where none has
 * @param p
 *            the probability of a difference as large as {@code across − within} if nothing has changed; empty where no
 *            sample has two outputs in one run
 */
public record RunChange(double across, double within, OptionalDouble p) {
    private static final int DRAWS = 2000;
    /** Of more samples, so many are tested, spread evenly. */
    private static final int MOST = 5000;
    private static final double ROUNDING = 1e-12;

    /**
     * The outputs of one sample.
     *
     * @param distance
     *            between any two, {@code [q][q]}, symmetric; those before come first
     * @param before
     *            how many are before, at least one; at least one more is after
     */
    public record Outputs(double[][] distance, int before) {
        public Outputs {
            if (before < 1 || before >= distance.length) {
                throw new IllegalArgumentException(
                        "%d outputs, %d of them before".formatted(distance.length, before));
            }
        }

        /** The mean distance between an output before and one after. */
        public double across() {
            return mean(identity(distance.length), true);
        }

        private double within() {
            return mean(identity(distance.length), false);
        }

        private double gap(int[] order) {
            return mean(order, true) - mean(order, false);
        }

        /** The mean over pairs in two runs, or in one, if those that come first in {@code order} are before. */
        private double mean(int[] order, boolean across) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < order.length; i++) {
                for (int j = i + 1; j < order.length; j++) {
                    if ((i < before && j >= before) == across) {
                        sum += distance[order[i]][order[j]];
                        count++;
                    }
                }
            }
            return sum / count; // NaN where there is no pair
        }
    }

    private static int[] identity(int length) {
        int[] order = new int[length];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** Compares the runs; there is at least one sample. */
    public static RunChange of(List<Outputs> samples, long seed) {
        double across = samples.stream().mapToDouble(Outputs::across).average().orElseThrow();
        double within = samples.stream().mapToDouble(Outputs::within).filter(mean -> !Double.isNaN(mean)).average()
                .orElse(Double.NaN);
        List<Outputs> repeated = samples.stream().filter(sample -> sample.distance.length > 2).toList();
        return new RunChange(across, within,
                repeated.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(dealt(thinned(repeated), seed)));
    }

    private static <T> List<T> thinned(List<T> all) {
        int every = Math.ceilDiv(all.size(), MOST);
        return IntStream.range(0, all.size()).filter(i -> i % every == 0).mapToObj(all::get).toList();
    }

    private static double dealt(List<Outputs> samples, long seed) {
        var random = new SplittableRandom(seed);
        double seen = samples.stream().mapToDouble(sample -> sample.gap(identity(sample.distance.length))).sum();
        double least = seen - ROUNDING * samples.size();
        int[][] orders = samples.stream().map(sample -> identity(sample.distance.length)).toArray(int[][]::new);
        int far = 1; // what was seen is one of the draws, so p is never too small
        for (int draw = 0; draw < DRAWS; draw++) {
            double gap = 0;
            for (int sample = 0; sample < orders.length; sample++) {
                shuffle(orders[sample], random);
                gap += samples.get(sample).gap(orders[sample]);
            }
            far += gap >= least ? 1 : 0;
        }
        return (double) far / (DRAWS + 1);
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int last = order.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int kept = order[last];
            order[last] = order[other];
            order[other] = kept;
        }
    }

    /**
     * Tests whether outputs have moved in one direction, which needs one output in each run only: if nothing has changed,
     * before and after may be exchanged in each sample, so each difference has either sign with equal probability.
     *
     * @param differences
     *            of each sample the embedding after less the one before, {@code [n][d]}, n at least 1
     * @return the probability of a mean as long
     */
    public static double shift(List<float[]> differences, long seed) {
        List<float[]> seen = thinned(differences);
        var random = new SplittableRandom(seed);
        double[] sum = new double[seen.getFirst().length];
        seen.forEach(difference -> add(difference, 1, sum));
        double least = squares(sum) * (1 - ROUNDING);
        int far = 1;
        for (int draw = 0; draw < DRAWS / 2; draw++) {
            Arrays.fill(sum, 0);
            for (float[] difference : seen) {
                add(difference, random.nextBoolean() ? 1 : -1, sum);
            }
            far += squares(sum) >= least ? 1 : 0;
        }
        return (double) far / (DRAWS / 2 + 1);
    }

    private static void add(float[] difference, int sign, double[] sum) {
        for (int column = 0; column < sum.length; column++) {
            sum[column] += sign * difference[column];
        }
    }

    private static double squares(double[] vector) {
        return Arrays.stream(vector).map(x -> x * x).sum();
    }
}
