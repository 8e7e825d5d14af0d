package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Tests means and intervals over draws and samples against sums by hand. */
class DrawnValuesTest {
    private static final DrawnValues VALUES = new DrawnValues(new double[][]{{1, Double.NaN, 3}, {5, 2, Double.NaN}});

    @Test
    void theMeanIsThatOfTheDraws() {
        assertEquals((2 + 3.5) / 2, VALUES.mean(), 1e-12);
    }

    @Test
    void theIntervalAddsTheVarianceOfDrawsAndOfSamples() {
        // Draws have the means 2 and 3.5: variance 1.125, of their mean 0.5625. Samples have 3, 2 and 3: 1/3 and 1/9.
        Interval interval = VALUES.interval();
        double margin = 1.959964 * Math.sqrt(0.5625 + 1.0 / 9);
        assertEquals(2.75 - margin, interval.low(), 1e-9);
        assertEquals(2.75 + margin, interval.high(), 1e-9);
    }

    @Test
    void differencesArePaired() {
        var other = new DrawnValues(new double[][]{{0, Double.NaN, 2}, {4, 1, Double.NaN}});
        assertEquals(1, VALUES.less(other).mean(), 1e-12);
        assertEquals(new Interval(1, 1), VALUES.less(other).interval());
    }
}
