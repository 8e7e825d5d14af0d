package dev.smoothie.core.estimate;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HolmTest {

    @Test
    void stepsDownUntilOneIsNotRejected() {
        // Sorted: 0.005 ≤ 0.05/4, 0.01 ≤ 0.05/3, but 0.03 > 0.05/2, and 0.04 is not looked at though it is below
        // 0.05/1.
        assertArrayEquals(new boolean[]{true, false, false, true},
                Holm.rejected(new double[]{0.01, 0.04, 0.03, 0.005}));
        assertArrayEquals(new boolean[]{true, true}, Holm.rejected(new double[]{0.05, 0.025}));
        assertArrayEquals(new boolean[]{false, false}, Holm.rejected(new double[]{0.03, 0.03}));
    }

    @Test
    void testsThatCannotBeMadeDoNotCount() {
        assertArrayEquals(new boolean[]{false, true, false},
                Holm.rejected(new double[]{Double.NaN, 0.05, Double.NaN}));
        assertArrayEquals(new boolean[0], Holm.rejected(new double[0]));
    }

    /**
     * With true hypotheses alone p-values are uniform; any is rejected in 5 % of 20 000 families, ± 5 standard errors.
     */
    @Test
    void falseAlarmsOfTheWholeFamilyAreFivePerCent() {
        var random = new Random(5);
        int families = 20_000;
        int alarms = 0;
        for (int family = 0; family < families; family++) {
            boolean[] rejected = Holm.rejected(random.doubles(10).toArray());
            alarms += Arrays.equals(rejected, new boolean[10]) ? 0 : 1;
        }
        // 1 − 0.995^10 = 4.9 %
        double expected = 1 - Math.pow(0.995, 10);
        assertTrue(Math.abs(alarms - expected * families) < 5 * Math.sqrt(expected * (1 - expected) * families),
                "alarms: " + alarms);
    }
}
