package dev.smoothie.core.belief;

import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.FamilyEstimate;
import dev.smoothie.core.estimate.GlobalEstimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Estimates the probability that a generator is truly better than another: what share of such statements comes true where
 * there are labels. With the difference Δ of their errors, its standard error, and the mean error e of the set,
 *
 * <pre>
 * P(better) = u/2 + (1 − u) Φ(Δ / √((k·se)² + τ² + 2·misfit))
 * </pre>
 *
 * <p>
 * u is the probability that agreement measures something else than quality, such as length or taste, so that the ranking
 * tells nothing; k, that samples count for less than the model has it; τ, how far errors are off however many samples
 * there are, as a part of e (of √(e(1−e)) where errors are probabilities). Answers that can be right or wrong have other
 * numbers than texts: see {@link Trust}.
 *
 * @param better
 *            P(row is better than column), {@code [m][m]}; ½ on the diagonal and where there is no estimate
 * @param ranking
 *            the generators from the best to the worst
 * @param overall
 *            the mean of P over all pairs, in the order of the ranking
 * @param second
 *            P(the first of the ranking is better than the second)
 * @param best
 *            P(the first of the ranking is the best of all)
 */
public record Confidence(double[][] better, List<Integer> ranking, double overall, double second, double best) {
    /** From here on a ranking is strong. */
    public static final double STRONG = 0.9;
    /** From here on a ranking is weak; and two generators can be told apart. */
    public static final double WEAK = 0.65;
    /** Steps of the integral over what the error of the best may be, and how far it goes, in standard deviations. */
    private static final int STEPS = 80;
    private static final double FAR = 5;

    /**
     * How much to trust a ranking by agreement. The numbers were settled by hand, towards less trust, on random subsets of
     * the generators of six sets with labels, none of which is a test of them. {@code VerdictTable} in the benchmarks
     * prints how they do on sets with labels, and on simulated ones.
     *
     * @param meaningless
     *            u
     * @param samples
     *            k
     * @param model
     *            τ
     */
    public record Trust(double meaningless, double samples, double model) {
        /** Answers that can be right or wrong. */
        public static final Trust ANSWERS = new Trust(0.1, 2, 0.15);
        /** Whole texts: agreement is often on style, length, or the common way to say it. */
        public static final Trust TEXTS = new Trust(0.54, 3, 0.08);
        /** Scores that were learned from labels: their standard errors say what is not known. */
        public static final Trust LABELS = new Trust(0, 1, 0);
        /** A family makes the ranking, and cannot be taken out of it. */
        private static final double FAMILY = 0.7;

        /** The same where a family makes the ranking, and too few families are left to count each once. */
        public Trust inFamilies() {
            return new Trust(Math.max(meaningless, FAMILY), samples, model);
        }
    }

    /**
     * Computes.
     *
     * @param estimate
     *            the estimate that ranks
     * @param misfit
     *            the variance of an error that the model does not explain; NaN where that is not known
     * @param families
     *            the estimate with each family counted once; where it says the opposite of a pair, nothing is known
     */
    public static Confidence of(GlobalEstimate estimate, Comparisons comparisons, Trust trust, double misfit,
            Optional<FamilyEstimate> families) {
        int m = estimate.error().length;
        double model = model(estimate, trust) + (Double.isNaN(misfit) ? 0 : 2 * misfit);
        double[][] better = new double[m][m];
        double[] variance = new double[m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                double pair = Math.pow(trust.samples() * comparisons.standardError()[i][j], 2) + model;
                variance[i] += i == j || Double.isNaN(pair) ? 0 : pair / 2 / (m - 1);
                better[i][j] = i == j ? 0.5 : probability(comparisons.difference()[i][j], pair, trust);
            }
        }
        families.ifPresent(again -> doubt(better, comparisons, again));
        List<Integer> order = comparisons.ranking();
        double sum = 0;
        for (int a = 0; a < m; a++) {
            for (int b = a + 1; b < m; b++) {
                sum += better[order.get(a)][order.get(b)];
            }
        }
        double second = better[order.get(0)][order.get(1)];
        double best = trust.meaningless() / m
                + (1 - trust.meaningless()) * smallest(estimate.error(), variance, order.getFirst());
        return new Confidence(better, List.copyOf(order), sum / (m * (m - 1) / 2.0), second,
                Math.min(second, best));
    }

    private static double model(GlobalEstimate estimate, Trust trust) {
        double mean = Arrays.stream(estimate.error()).filter(Double::isFinite).average().orElse(Double.NaN);
        double scale = estimate.probability() ? Math.sqrt(mean * (1 - mean)) : mean;
        return Math.pow(trust.model() * scale, 2);
    }

    private static double probability(double difference, double variance, Trust trust) {
        return Double.isNaN(difference) || !(variance > 0)
                ? 0.5
                : trust.meaningless() / 2 + (1 - trust.meaningless()) * normal(-difference / Math.sqrt(variance));
    }

    private static void doubt(double[][] better, Comparisons comparisons, FamilyEstimate again) {
        for (int i = 0; i < better.length; i++) {
            for (int j = 0; j < better.length; j++) {
                if (comparisons.difference()[i][j] * (again.error()[i] - again.error()[j]) < 0) {
                    better[i][j] = 0.5;
                }
            }
        }
    }

    /** P(the error of {@code first} is the smallest), errors normal and independent. */
    private static double smallest(double[] error, double[] variance, int first) {
        double sum = 0;
        double weights = 0;
        for (int step = 0; step <= STEPS; step++) {
            double z = FAR * (2.0 * step / STEPS - 1);
            double value = error[first] + z * Math.sqrt(variance[first]);
            double weight = Math.exp(-z * z / 2);
            weights += weight;
            for (int i = 0; i < error.length; i++) {
                weight *= i == first || !(variance[i] > 0) ? 1 : normal((error[i] - value) / Math.sqrt(variance[i]));
            }
            sum += Double.isNaN(weight) ? 0 : weight;
        }
        return sum / weights;
    }

    private static double normal(double z) {
        return NormalDistribution.of(0, 1).cumulativeProbability(z);
    }

    /** Pairs of generators that cannot be told apart, each the better ranked first: P is below {@link #WEAK}. */
    public List<List<Integer>> notApart() {
        var pairs = new ArrayList<List<Integer>>();
        for (int a = 0; a < ranking.size(); a++) {
            for (int b = a + 1; b < ranking.size(); b++) {
                if (better[ranking.get(a)][ranking.get(b)] < WEAK) {
                    pairs.add(List.of(ranking.get(a), ranking.get(b)));
                }
            }
        }
        return List.copyOf(pairs);
    }
}
