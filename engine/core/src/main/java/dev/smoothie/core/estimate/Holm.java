package dev.smoothie.core.estimate;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tests many hypotheses at once, by Holm's step-down test (1979): the probability that any true one is rejected is at
 * most α, however they depend on each other.
 */
public final class Holm {
    /** The level of all tests here. */
    public static final double ALPHA = 0.05;

    private Holm() {}

    /** Which hypotheses are rejected, from their p-values; NaN is a test that could not be made. */
    static boolean[] rejected(double[] p) {
        int[] tests = IntStream.range(0, p.length).filter(test -> !Double.isNaN(p[test])).boxed()
                .sorted(Comparator.comparingDouble(test -> p[test])).mapToInt(Integer::intValue).toArray();
        boolean[] rejected = new boolean[p.length];
        for (int rank = 0; rank < tests.length && p[tests[rank]] * (tests.length - rank) <= ALPHA; rank++) {
            rejected[tests[rank]] = true;
        }
        return rejected;
    }

    /**
     * The p-values as they count among all of these tests: a hypothesis is rejected where its own is at most the level.
     * NaN is a test that could not be made.
     */
    public static double[] adjusted(double[] p) {
        int[] tests = IntStream.range(0, p.length).filter(test -> !Double.isNaN(p[test])).boxed()
                .sorted(Comparator.comparingDouble(test -> p[test])).mapToInt(Integer::intValue).toArray();
        double[] adjusted = p.clone();
        double highest = 0;
        for (int rank = 0; rank < tests.length; rank++) {
            highest = Math.max(highest, Math.min(1, p[tests[rank]] * (tests.length - rank)));
            adjusted[tests[rank]] = highest;
        }
        return adjusted;
    }
}
