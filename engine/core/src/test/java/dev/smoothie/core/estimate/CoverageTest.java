package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.simulation.Scenario;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that nominal 95 % intervals hold the truth in 93 % of simulations or more, and in less than 97.5 %, above which
 * they would be too long.
 */
class CoverageTest {
    private static final int SETS = 300;

    @ParameterizedTest
    @CsvSource({"30, 5, 16, 0", "200, 8, 4, 0", "200, 5, 16, 0.15"})
    void intervalsHoldTheTruth(int n, int m, int d, double missing) {
        var random = new Random(n + m);
        int errorsIn = 0;
        int differencesIn = 0;
        for (int set = 0; set < SETS; set++) {
            double[] errors = random.doubles(m, 0.2, 1).toArray();
            Scenario scenario = Scenario.of(n, d, errors, random.nextLong()).withMissing(missing);
            try (Arena arena = Arena.ofShared()) {
                var judged = Simulated.judge(arena, Simulated.generations(arena, scenario));
                Comparisons comparisons = judged.belief().comparisons();
                for (int i = 0; i < m; i++) {
                    errorsIn += Math.abs(judged.estimate().error()[i] - errors[i]) <= judged.estimate().margin(i)
                            ? 1
                            : 0;
                    double off = comparisons.difference()[i][(i + 1) % m] - (errors[i] - errors[(i + 1) % m]);
                    differencesIn += Math.abs(off) <= comparisons.margin(i, (i + 1) % m) ? 1 : 0;
                }
            }
        }
        double all = (double) SETS * m;
        assertTrue(errorsIn >= 0.93 * all && errorsIn < 0.975 * all, "δ: " + errorsIn / all);
        assertTrue(differencesIn >= 0.93 * all && differencesIn < 0.975 * all, "δi − δj: " + differencesIn / all);
    }
}
