package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Draws;
import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import dev.smoothie.core.parallel.Workers;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PairedBootstrapTest {
    private static final Workers TWO = new Workers(2);

    /** The second column is the first plus a little noise and 0.1. */
    private static double[][] values(Random random, int n) {
        double[][] values = new double[n][2];
        for (double[] sample : values) {
            sample[0] = random.nextGaussian();
            sample[1] = sample[0] + 0.1 + 0.2 * random.nextGaussian();
        }
        return values;
    }

    private static double mean(double[][] values, int column) {
        double sum = 0;
        for (double[] sample : values) {
            sum += sample[column] / values.length;
        }
        return sum;
    }

    /** For means of many samples the percentile interval is mean ± 1.96 σ/√n. */
    @Test
    void isTheNormalIntervalWhereSamplesAreMany() {
        int n = 2500;
        double[][] values = values(new Random(1), n);
        Draws draws = new PairedBootstrap(4000, 1).of(values, TWO);
        double half = 1.96 / Math.sqrt(n);
        Interval interval = draws.mean(0);
        assertEquals(mean(values, 0) - half, interval.low(), 0.1 * half);
        assertEquals(mean(values, 0) + half, interval.high(), 0.1 * half);
    }

    /** Unpaired, the interval of the difference would be five times as wide and hold 0. */
    @Test
    void differencesArePaired() {
        int n = 400;
        double[][] values = values(new Random(2), n);
        Interval gain = new PairedBootstrap(2000, 1).of(values, TWO).difference(1, 0);
        double half = 1.96 * 0.2 / Math.sqrt(n);
        assertEquals(half, (gain.high() - gain.low()) / 2, 0.15 * half);
        assertTrue(gain.isPositive());
        assertFalse(gain.isNegative());
    }

    @Test
    void coversTheTruthNineteenTimesOfTwenty() {
        var random = new Random(3);
        int covered = 0;
        int trials = 400;
        for (int trial = 0; trial < trials; trial++) {
            Interval gain = new PairedBootstrap(300, trial).of(values(random, 100), TWO).difference(1, 0);
            covered += gain.low() <= 0.1 && 0.1 <= gain.high() ? 1 : 0;
        }
        // 95 % of 400 is 380 ± 4.4; percentile intervals of 100 samples are a little short.
        assertTrue(covered >= 362 && covered <= 396, "covered " + covered);
    }

    @Test
    void dependsOnTheSeedAloneAndNotOnThreads() {
        double[][] values = values(new Random(4), 50);
        Interval one = new PairedBootstrap(200, 9).of(values, new Workers(1)).mean(1);
        assertEquals(one, new PairedBootstrap(200, 9).of(values, new Workers(4)).mean(1));
        assertFalse(one.equals(new PairedBootstrap(200, 10).of(values, TWO).mean(1)));
    }
}
