package dev.smoothie.core.evaluate;

import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.vectors.Embeddings;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Parts a set into a few topics: groups of samples whose inputs are near each other (k-means, its centres first drawn far
 * apart). The best of several starts is taken; the same seed gives the same topics.
 *
 * @param of
 *            the topic of each sample, {@code [n]}; the largest topic is 0
 * @param typical
 *            of each topic the sample whose input is nearest to its centre
 * @param sizes
 *            how many samples each has
 */
public record Topics(int[] of, int[] typical, int[] sizes) {
    /** As many topics as one can read, and as correction for many tests leaves something of. */
    public static final int MOST = 6;
    /** A topic with fewer samples tells nothing. */
    public static final int FEWEST_SAMPLES = 15;
    /** Centres are found from so many samples, spread evenly. */
    private static final int SEEN = 4000;
    private static final int STARTS = 4;
    private static final int ITERATIONS = 30;

    /** How many topics a set of so many samples is parted into; below 2 it is not. */
    public static int suitable(int samples) {
        return Math.min(MOST, samples / (2 * FEWEST_SAMPLES));
    }

    /**
     * Parts.
     *
     * @param inputs
     *            {@code [n, d]}, finite, in main memory
     * @param topics
     *            at least 1; there are fewer where inputs are equal
     */
    public static Topics of(Embeddings inputs, int topics, long seed) {
        long[] seen = EvenSample.of(inputs.rows(), SEEN);
        float[][] rows = new float[seen.length][inputs.dimension()];
        for (int i = 0; i < seen.length; i++) {
            inputs.read(seen[i], rows[i]);
        }
        var random = new SplittableRandom(seed);
        double[][] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            double[][] centres = farApart(rows, topics, random);
            double spread = improve(rows, centres);
            if (spread < least) {
                least = spread;
                best = centres;
            }
        }
        return assigned(inputs, best);
    }

    /** Each centre is a row, drawn with the probability of its squared distance to the nearest one so far. */
    private static double[][] farApart(float[][] rows, int topics, SplittableRandom random) {
        double[][] centres = new double[topics][];
        double[] distance = new double[rows.length];
        Arrays.fill(distance, 1);
        for (int topic = 0; topic < topics; topic++) {
            double at = random.nextDouble() * Arrays.stream(distance).sum();
            int chosen = 0;
            while (chosen < rows.length - 1 && at >= distance[chosen]) {
                at -= distance[chosen++];
            }
            double[] centre = doubles(rows[chosen]);
            centres[topic] = centre;
            boolean first = topic == 0;
            Arrays.setAll(distance, i -> Math.min(first ? Double.POSITIVE_INFINITY : distance[i],
                    squared(rows[i], centre)));
        }
        return centres;
    }

    /** Moves the centres to the means of what is nearest to them; returns the mean squared distance to these. */
    private static double improve(float[][] rows, double[][] centres) {
        double spread = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double[][] sums = new double[centres.length][centres[0].length];
            int[] counts = new int[centres.length];
            double now = 0;
            for (float[] row : rows) {
                int topic = nearest(row, centres);
                now += squared(row, centres[topic]) / rows.length;
                counts[topic]++;
                for (int column = 0; column < row.length; column++) {
                    sums[topic][column] += row[column];
                }
            }
            for (int topic = 0; topic < centres.length; topic++) {
                for (int column = 0; column < sums[topic].length && counts[topic] > 0; column++) {
                    centres[topic][column] = sums[topic][column] / counts[topic];
                }
            }
            if (!(now < spread)) {
                return now;
            }
            spread = now;
        }
        return spread;
    }

    private static Topics assigned(Embeddings inputs, double[][] centres) {
        int n = Math.toIntExact(inputs.rows());
        int[] of = new int[n];
        int[] typical = new int[centres.length];
        int[] sizes = new int[centres.length];
        double[] least = new double[centres.length];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        float[] row = new float[inputs.dimension()];
        for (int sample = 0; sample < n; sample++) {
            inputs.read(sample, row);
            int topic = nearest(row, centres);
            of[sample] = topic;
            sizes[topic]++;
            double distance = squared(row, centres[topic]);
            if (distance < least[topic]) {
                least[topic] = distance;
                typical[topic] = sample;
            }
        }
        int[] order = IntStream.range(0, centres.length).filter(topic -> sizes[topic] > 0).boxed()
                .sorted((a, b) -> sizes[b] - sizes[a]).mapToInt(Integer::intValue).toArray();
        int[] place = new int[centres.length];
        IntStream.range(0, order.length).forEach(i -> place[order[i]] = i);
        return new Topics(Arrays.stream(of).map(topic -> place[topic]).toArray(),
                Arrays.stream(order).map(topic -> typical[topic]).toArray(),
                Arrays.stream(order).map(topic -> sizes[topic]).toArray());
    }

    private static int nearest(float[] row, double[][] centres) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int topic = 0; topic < centres.length; topic++) {
            double distance = squared(row, centres[topic]);
            if (distance < least) {
                least = distance;
                nearest = topic;
            }
        }
        return nearest;
    }

    private static double squared(float[] row, double[] centre) {
        double sum = 0;
        for (int column = 0; column < row.length; column++) {
            double difference = row[column] - centre[column];
            sum += difference * difference;
        }
        return sum;
    }

    private static double[] doubles(float[] row) {
        double[] copy = new double[row.length];
        Arrays.setAll(copy, column -> row[column]);
        return copy;
    }
}
