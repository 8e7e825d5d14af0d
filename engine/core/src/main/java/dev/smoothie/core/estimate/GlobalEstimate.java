package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Estimates the errors δ over the whole set (Smoothie-Global): the mean of all row estimates, with its standard error.
 *
 * @param y
 *            the row estimates {@code [n, m]}
 * @param error
 *            δ of each generator, NaN where no sample has an estimate
 * @param standardError
 *            sd of y_i over √(number of estimates); NaN below two
 * @param samples
 *            how many samples have an estimate of each generator
 * @param probability
 *            whether errors are probabilities that an output is wrong, as a {@link Vote} estimates them, and not squared
 *            distances
 * @param top
 *            where errors are of scores that were predicted from labels: the score that has no error; empty otherwise
 */
public record GlobalEstimate(Matrix y, double[] error, double[] standardError, long[] samples, boolean probability,
        OptionalDouble top) {

    /** An estimate that is not of scores. */
    public GlobalEstimate(Matrix y, double[] error, double[] standardError, long[] samples, boolean probability) {
        this(y, error, standardError, samples, probability, OptionalDouble.empty());
    }

    /** Averages the rows of {@code y}. */
    public static GlobalEstimate of(Matrix y) {
        int m = y.columns();
        double[] error = new double[m];
        double[] standardError = new double[m];
        long[] samples = new long[m];
        Moments[] moments = Moments.of(y);
        for (int generator = 0; generator < m; generator++) {
            error[generator] = moments[generator].mean();
            standardError[generator] = moments[generator].standardError();
            samples[generator] = moments[generator].count();
        }
        return new GlobalEstimate(y, error, standardError, samples, false);
    }

    /**
     * The accuracies of a vote.
     *
     * @param y
     *            the probability that an output is wrong, {@code [n, m]}
     * @param accuracies
     *            of the generators; one that never says anything has none
     */
    static GlobalEstimate ofVote(Matrix y, double[] accuracies) {
        GlobalEstimate mean = of(y);
        double[] error = new double[accuracies.length];
        Arrays.setAll(error, i -> mean.samples()[i] == 0 ? Double.NaN : 1 - accuracies[i]);
        return new GlobalEstimate(y, error, mean.standardError(), mean.samples(), true);
    }

    /**
     * The mean predicted scores.
     *
     * @param y
     *            {@code top} less a score, {@code [n, m]}, which varies as the scores and what is not known of them
     */
    public static GlobalEstimate ofScores(Matrix y, double top) {
        GlobalEstimate mean = of(y);
        return new GlobalEstimate(y, mean.error(), mean.standardError(), mean.samples(), false, OptionalDouble.of(top));
    }

    /** Whether errors are squared distances between embeddings. */
    public boolean ofDistances() {
        return !probability && top.isEmpty();
    }

    /** Half the length of the 95 % interval of δ by Student's t; NaN below two samples. */
    public double margin(int generator) {
        return standardError[generator] * StudentT.quantile(samples[generator]);
    }

    /** The generators from the best to the worst; equal ones by index, those without an estimate last. */
    public List<Integer> ranking() {
        return IntStream.range(0, error.length).boxed()
                .sorted(Comparator.comparingDouble(generator -> error[generator])).toList();
    }

    /**
     * Quality of each generator: its accuracy if errors are probabilities, its predicted score if they are of scores,
     * otherwise see {@link Quality}.
     */
    public double[] quality() {
        return quality(error);
    }

    /** The qualities that belong to errors of this kind. */
    public double[] quality(double[] errors) {
        if (top.isPresent()) {
            return Arrays.stream(errors).map(below -> top.getAsDouble() - below).toArray();
        }
        return probability ? Quality.ofProbabilities(errors) : Quality.of(errors);
    }
}
