package dev.smoothie.core.reviews;

import dev.smoothie.core.estimate.AdditiveFit;
import dev.smoothie.core.estimate.Pairs;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far each judge's views are from the truth, as their differences tell.
 *
 * @param deviation
 *            the standard deviation of each judge's views, in points of its scale; 0 for a judge that tells no outputs
 *            apart
 * @param error
 *            δ of the standardised views; NaN with fewer than three judges, or if too few scored the same outputs
 * @param reliability
 *            a, the correlation of a judge's views with the truth, from 0 to {@value #MOST}; NaN where it is not known
 */
record JudgeErrors(double[] deviation, double[] error, double[] reliability) {
    /**
     * No judge is believed beyond this: with three judges, chance alone makes any correlation look perfect.
     */
    static final double MOST = 0.95;
    /**
     * How many degrees of freedom the closed form counts for when correlations are fitted. Chance moves a correlation
     * by one over the square root of them, so that it decides where the others tell nothing: with one judge out of
     * three that scores at random, how the other two share their correlation.
     */
    private static final double FIRST_WEIGHT = 10;
    private static final int ROUNDS = 200;

    static JudgeErrors of(PairMoments moments) {
        int judges = moments.judges();
        double[] deviation = new double[judges];
        Arrays.setAll(deviation, moments::deviation);
        double[] error = new double[judges];
        double[] reliability = new double[judges];
        Arrays.fill(error, Double.NaN);
        Arrays.fill(reliability, Double.NaN);
        int[] telling = IntStream.range(0, judges).filter(judge -> deviation[judge] > 0).toArray();
        if (telling.length == 2 && moments.freedom(telling[0], telling[1]) > 0) {
            double both = Math.sqrt(Math.max(0, 1 - moments.distance(telling[0], telling[1]) / 2));
            reliability[telling[0]] = Math.min(both, MOST);
            reliability[telling[1]] = Math.min(both, MOST);
        } else if (telling.length > 2 && joined(moments, telling)) {
            fit(moments, telling, error, reliability);
        }
        return new JudgeErrors(deviation, error, reliability);
    }

    /** Whether there is a triangle of judges with outputs in common, and the others are joined to it. */
    private static boolean joined(PairMoments moments, int[] telling) {
        int[] side = new int[telling.length];
        side[0] = 1;
        boolean triangle = false;
        for (int round = 0; round < 2 * telling.length; round++) {
            for (int a = 0; a < telling.length; a++) {
                for (int b = 0; b < telling.length; b++) {
                    if (a != b && side[a] != 0 && moments.freedom(telling[a], telling[b]) > 0) {
                        triangle |= side[b] == side[a];
                        side[b] = side[b] == 0 ? -side[a] : side[b];
                    }
                }
            }
        }
        return triangle && Arrays.stream(side).allMatch(found -> found != 0);
    }

    private static void fit(PairMoments moments, int[] telling, double[] error, double[] reliability) {
        var pairs = new Pairs(telling.length);
        double[] distances = new double[pairs.count()];
        double[] weights = new double[pairs.count()];
        pairs.forEach((pair, a, b) -> {
            weights[pair] = moments.freedom(telling[a], telling[b]);
            distances[pair] = weights[pair] > 0 ? moments.distance(telling[a], telling[b]) : 0;
        });
        double[] fitted = AdditiveFit.of(pairs, weights).errors(distances);
        double[] found = factor(pairs, distances, weights, first(fitted));
        for (int i = 0; i < telling.length; i++) {
            error[telling[i]] = fitted[i];
            reliability[telling[i]] = found[i];
        }
    }

    /**
     * Reliabilities from errors: in proportion to the mean correlation with the other judges, which is {@code 1 − (δ_a +
     * δ_b)/2} of a pair, and such that their products have the mean of all correlations.
     */
    private static double[] first(double[] errors) {
        int judges = errors.length;
        double total = Arrays.stream(errors).sum();
        double[] mean = new double[judges];
        Arrays.setAll(mean, a -> Math.max(0, 1 - ((judges - 2) * errors[a] + total) / (2 * (judges - 1))));
        double sum = Arrays.stream(mean).sum();
        double products = sum * sum - Arrays.stream(mean).map(x -> x * x).sum();
        double scale = products > 0 ? Math.sqrt((judges - 1) * sum / products) : 0;
        Arrays.setAll(mean, a -> Math.min(MOST, scale * mean[a]));
        return mean;
    }

    /** Fits a_a a_b to the correlations by least squares, judge by judge, from and drawn towards {@code first}. */
    private static double[] factor(Pairs pairs, double[] distances, double[] weights, double[] first) {
        double[] found = first.clone();
        for (int round = 0; round < ROUNDS; round++) {
            for (int a = 0; a < found.length; a++) {
                double products = FIRST_WEIGHT * first[a];
                double squares = FIRST_WEIGHT;
                for (int b = 0; b < found.length; b++) {
                    if (b != a) {
                        int pair = pairs.index(a, b);
                        products += weights[pair] * (1 - distances[pair] / 2) * found[b];
                        squares += weights[pair] * found[b] * found[b];
                    }
                }
                found[a] = Math.clamp(products / squares, 0, MOST);
            }
        }
        return found;
    }

    /** Whether the judge tells outputs apart at all. */
    boolean tells(int judge) {
        return deviation[judge] > 0;
    }

    /** Whether reliabilities are known, and any is above 0. */
    boolean known() {
        return Arrays.stream(reliability).anyMatch(a -> a > 0);
    }

    /** What to divide a standardised view by so that it holds the truth as it is; 1 where that is not known. */
    double scale(int judge) {
        return known() ? reliability[judge] : 1;
    }

    /**
     * How much a judge's views weigh: {@code a² / (1 − a²)}, truth by noise; equal where nothing is known, 0 for one that
     * tells nothing.
     */
    double information(int judge) {
        if (!tells(judge)) {
            return 0;
        }
        double a = reliability[judge];
        return known() ? (Double.isNaN(a) ? 0 : a * a / (1 - a * a)) : 1;
    }
}
