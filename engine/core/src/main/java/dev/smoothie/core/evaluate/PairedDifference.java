package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import java.util.Arrays;
import java.util.OptionalLong;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * By how much one of two is better than the other on the same samples, and whether that may be chance.
 *
 * @param samples
 *            how many have both
 * @param mean
 *            of the differences; above zero where the first is better. NaN without samples
 * @param deviation
 *            their standard deviation, NaN below two samples
 * @param interval
 *            of the mean at 95 %; NaN below two samples
 * @param test
 *            whether the mean may be chance; p is NaN below two samples
 * @param wins
 *            samples in which the first is better
 * @param ties
 *            in which both are equal
 * @param losses
 *            in which the second is better
 */
public record PairedDifference(int samples, double mean, double deviation, Interval interval, SignFlips test, int wins,
        int ties, int losses) {
    /** Differences with a p-value of at most this are told apart. */
    public static final double LEVEL = 0.05;
    /** The probability with which a difference is to be found. */
    public static final double POWER = 0.8;
    private static final double TWO_SIDED = LEVEL / 2;
    private static final long MOST = 1_000_000_000;

    /**
     * Compares.
     *
     * @param differences
     *            of each sample the first less the second; NaN where one is missing
     * @param range
     *            how far apart two values can be, as far as is known: what can be said where all differences are zero
     *            rests on it
     * @param seed
     *            of random draws
     */
    public static PairedDifference of(double[] differences, double range, long seed) {
        double[] known = Arrays.stream(differences).filter(d -> !Double.isNaN(d)).toArray();
        int n = known.length;
        int wins = (int) Arrays.stream(known).filter(d -> d > 0).count();
        int losses = (int) Arrays.stream(known).filter(d -> d < 0).count();
        double mean = Arrays.stream(known).average().orElse(Double.NaN);
        if (n < 2) {
            return new PairedDifference(n, mean, Double.NaN, new Interval(Double.NaN, Double.NaN),
                    new SignFlips(Double.NaN, SignFlips.How.ALL_SIGNS), wins, n - wins - losses, losses);
        }
        double deviation = Math.sqrt(Arrays.stream(known).map(d -> (d - mean) * (d - mean)).sum() / (n - 1));
        return new PairedDifference(n, mean, deviation, interval(known, mean, deviation, range),
                SignFlips.of(known, seed), wins, n - wins - losses, losses);
    }

    private static Interval interval(double[] known, double mean, double deviation, double range) {
        double largest = Arrays.stream(known).map(Math::abs).max().orElseThrow();
        double size = largest > 0 ? largest : range;
        boolean right = Arrays.stream(known).allMatch(d -> d == 0 || Math.abs(d) >= size * (1 - 1e-9));
        int n = known.length;
        if (!right) {
            double margin = TDistribution.of(n - 1.0).inverseSurvivalProbability(TWO_SIDED) * deviation
                    / Math.sqrt((double) n);
            return new Interval(mean - margin, mean + margin);
        }
        // Right or wrong: Bonett and Price (2012), that is Wald with one sample more that falls either way.
        double centre = mean * n / (n + 2);
        double squares = (Arrays.stream(known).map(d -> d * d).sum() + 2 * size * size) / (n + 2);
        double margin = NormalDistribution.of(0, 1).inverseSurvivalProbability(TWO_SIDED)
                * Math.sqrt((squares - centre * centre) / (n + 2));
        return new Interval(Math.max(-size, centre - margin), Math.min(size, centre + margin));
    }

    /** Whether the two are told apart: the difference is not chance, at 5 %. */
    public boolean apart() {
        return test.p() <= LEVEL;
    }

    /**
     * How many samples would tell the two apart with probability {@link #POWER}, if their difference and its spread are
     * as they were seen; empty where no difference was seen, or more than a billion would be needed.
     */
    public OptionalLong needed() {
        double effect = Math.abs(mean) / deviation;
        if (!(effect > 0)) {
            return OptionalLong.empty();
        }
        if (Double.isInfinite(effect)) {
            return OptionalLong.of(5); // 2⁻⁵ < 5 %: the fewest equal differences that are told from chance
        }
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double z = normal.inverseSurvivalProbability(TWO_SIDED) + normal.inverseSurvivalProbability(1 - POWER);
        double n = Math.max(3, Math.floor(z * z / effect / effect)); // that of the normal distribution is a little too few
        while (n < MOST && detectable((long) n) > Math.abs(mean)) {
            n++;
        }
        return n < MOST ? OptionalLong.of((long) n) : OptionalLong.empty();
    }

    /** The least difference that so many samples would show with probability {@link #POWER}; NaN below two samples. */
    public double detectable(long n) {
        if (n < 2 || Double.isNaN(deviation)) {
            return Double.NaN;
        }
        TDistribution t = TDistribution.of(n - 1.0);
        return (t.inverseSurvivalProbability(TWO_SIDED) + t.inverseSurvivalProbability(1 - POWER)) * deviation
                / Math.sqrt((double) n);
    }
}
