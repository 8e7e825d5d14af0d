package dev.smoothie.core.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunChangeTest {

    /** Outputs that are points on a line, those after moved by {@code step}. */
    private static List<RunChange.Outputs> outputs(Random random, int samples, int before, int after, double step) {
        var all = new ArrayList<RunChange.Outputs>();
        for (int sample = 0; sample < samples; sample++) {
            double[] points = new double[before + after];
            for (int i = 0; i < points.length; i++) {
                points[i] = random.nextGaussian() + (i < before ? 0 : step);
            }
            double[][] distance = new double[points.length][points.length];
            for (int i = 0; i < points.length; i++) {
                for (int j = 0; j < points.length; j++) {
                    distance[i][j] = (points[i] - points[j]) * (points[i] - points[j]);
                }
            }
            all.add(new RunChange.Outputs(distance, before));
        }
        return all;
    }

    @Test
    void distancesAreMeansOverPairs() {
        double[][] distance = {{0, 1, 2}, {1, 0, 4}, {2, 4, 0}};
        RunChange found = RunChange.of(List.of(new RunChange.Outputs(distance, 2)), 1);
        assertEquals(3, found.across());
        assertEquals(1, found.within());
        // Three ways to choose which output is the later one: gaps 3 − 1, 2.5 − 2, 1.5 − 4. One is as large as that seen.
        assertEquals(1.0 / 3, found.p().orElseThrow(), 0.05);
    }

    @Test
    void oneOutputInEachRunIsNotTested() {
        RunChange found = RunChange.of(outputs(new Random(1), 5, 1, 1, 9), 1);
        assertTrue(found.p().isEmpty() && Double.isNaN(found.within()));
        assertThrows(IllegalArgumentException.class, () -> new RunChange.Outputs(new double[1][1], 1));
    }

    /** 200 pairs of runs without a change: 5 % ± 4.6 % (three standard errors) look changed. */
    @ParameterizedTest
    @CsvSource({"1,2", "3,3"})
    void runsWithoutAChangeSeldomLookChanged(int before, int after) {
        var random = new Random(before);
        int changed = 0;
        for (int set = 0; set < 200; set++) {
            changed += RunChange.of(outputs(random, 10, before, after, 0), set).p().orElseThrow() <= 0.05 ? 1 : 0;
        }
        assertEquals(10, changed, 9.2);
    }

    @Test
    void aChangeBeyondTheNoiseOfSamplingIsFound() {
        assertTrue(RunChange.of(outputs(new Random(2), 40, 2, 2, 2), 1).p().orElseThrow() < 0.01);
    }

    /** Signs of independent differences are random already; a common direction is not. */
    @Test
    void aCommonDirectionIsFoundWithoutRepeats() {
        var random = new Random(3);
        int moved = 0;
        for (int set = 0; set < 200; set++) {
            moved += RunChange.shift(differences(random, 0), set) <= 0.05 ? 1 : 0;
        }
        assertEquals(10, moved, 9.2);
        assertTrue(RunChange.shift(differences(random, 1), 1) < 0.01);
    }

    private static List<float[]> differences(Random random, double step) {
        var all = new ArrayList<float[]>();
        for (int sample = 0; sample < 30; sample++) {
            all.add(new float[]{(float) (random.nextGaussian() + step), (float) random.nextGaussian()});
        }
        return all;
    }
}
