package dev.smoothie.core.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Tests whether paired differences are centred at zero, by how often their mean would be as far from zero if each had
 * either sign with equal probability (Fisher's randomisation test). That is exact whatever their distribution, as long as
 * the two that are compared may be exchanged where neither is better.
 *
 * @param p
 *            the probability of a mean as far from zero, two-sided
 * @param how
 *            how it was computed
 */
public record SignFlips(double p, How how) {
    /** All signs of so many differences are gone through. */
    static final int EXACT = 16;
    /** Of so many, signs are drawn; of more, the mean is nearly normal. */
    static final int DRAWN = 200;
    private static final int DRAWS = 20_000;
    /** Sums that differ by less, as a part of the largest, are equal but for rounding. */
    private static final double EQUAL = 1e-9;

    /** How the probability was computed. */
    public enum How {
        /**
         * All differences that are not zero have one size, so the number of those above zero is binomial (McNemar's
         * test). What is as far as was seen counts half (mid-p), because the whole of it would be too much: errors of
         * few samples would be far below 5 %.
         */
        BINOMIAL("McNemar's test, mid-p: each sample that differs falls either way with probability ½"),
        /** All signs were gone through. */
        ALL_SIGNS("exact: all ways to exchange the two within samples"),
        /** Signs were drawn. */
        DRAWN_SIGNS("20,000 random ways to exchange the two within samples"),
        /** Student's t. */
        T("Student's t");

        private final String meaning;

        How(String meaning) {
            this.meaning = meaning;
        }

        /** The same in words. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * Tests.
     *
     * @param differences
     *            of each sample, finite
     * @param seed
     *            of the draws
     */
    public static SignFlips of(double[] differences, long seed) {
        double[] sizes = Arrays.stream(differences).filter(d -> d != 0).toArray();
        if (sizes.length == 0) {
            return new SignFlips(1, How.BINOMIAL);
        }
        double size = Math.abs(sizes[0]);
        if (Arrays.stream(sizes).allMatch(d -> Math.abs(Math.abs(d) - size) <= EQUAL * size)) {
            return new SignFlips(binomial(sizes), How.BINOMIAL);
        }
        double sum = Math.abs(Arrays.stream(sizes).sum());
        double least = sum - EQUAL * Arrays.stream(sizes).map(Math::abs).sum();
        if (sizes.length <= EXACT) {
            return new SignFlips(allSigns(sizes, least), How.ALL_SIGNS);
        }
        return sizes.length <= DRAWN
                ? new SignFlips(drawnSigns(sizes, least, seed), How.DRAWN_SIGNS)
                : new SignFlips(student(differences), How.T);
    }

    private static double binomial(double[] sizes) {
        int above = (int) Arrays.stream(sizes).filter(d -> d > 0).count();
        int more = Math.max(above, sizes.length - above);
        BinomialDistribution even = BinomialDistribution.of(sizes.length, 0.5);
        return Math.min(1, 2 * even.survivalProbability(more) + even.probability(more));
    }

    /** Gray code: from one assignment of signs to the next, one sign changes. */
    private static double allSigns(double[] sizes, double least) {
        double sum = Arrays.stream(sizes).sum();
        boolean[] flipped = new boolean[sizes.length];
        int all = 1 << sizes.length;
        int far = Math.abs(sum) >= least ? 1 : 0;
        for (int code = 1; code < all; code++) {
            int change = Integer.numberOfTrailingZeros(code);
            sum += flipped[change] ? 2 * sizes[change] : -2 * sizes[change];
            flipped[change] = !flipped[change];
            far += Math.abs(sum) >= least ? 1 : 0;
        }
        return (double) far / all;
    }

    private static double drawnSigns(double[] sizes, double least, long seed) {
        var random = new SplittableRandom(seed);
        int far = 1; // the signs that were seen are one of the draws, so p is never too small
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            long bits = 0;
            for (int i = 0; i < sizes.length; i++) {
                bits = i % Long.SIZE == 0 ? random.nextLong() : bits >>> 1;
                sum += (bits & 1) == 0 ? sizes[i] : -sizes[i];
            }
            far += Math.abs(sum) >= least ? 1 : 0;
        }
        return (double) far / (DRAWS + 1);
    }

    private static double student(double[] differences) {
        int n = differences.length;
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
        double error = Math.sqrt(squares / (n - 1) / n);
        return 2 * TDistribution.of(n - 1.0).survivalProbability(Math.abs(mean) / error);
    }
}
