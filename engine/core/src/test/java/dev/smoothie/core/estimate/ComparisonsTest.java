package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Comparisons.Ranks;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ComparisonsTest {
    private static final double NONE = Double.NaN;
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Comparisons compare(double[]... rows) {
        Matrix y = Matrix.allocate(arena, rows.length, rows[0].length);
        for (int row = 0; row < rows.length; row++) {
            y.write(row, rows[row]);
        }
        return Comparisons.of(GlobalEstimate.of(y), Simulated.WORKERS);
    }

    @Test
    void differencesArePaired() {
        var comparisons = compare(new double[]{1, 2, 9}, new double[]{10, 11.5, 9}, new double[]{20, 21, 9},
                new double[]{NONE, 50, 9});
        // Differences −1, −1.5, −1: variance 1/12, over three samples; Student's t on two degrees of freedom is 4.303.
        assertEquals(-3.5 / 3, comparisons.difference()[0][1], 1e-12);
        assertEquals(3.5 / 3, comparisons.difference()[1][0], 1e-12);
        assertEquals(Math.sqrt(1.0 / 36), comparisons.standardError()[0][1], 1e-12);
        assertEquals(3, comparisons.samples()[0][1]);
        assertEquals(4.30265 / 6, comparisons.margin(0, 1), 1e-5);
    }

    /** Three tests: t = 7 on 2 degrees of freedom has p = 0.0198, which is enough for one test and not for three. */
    @Test
    void allPairsAreTestedAtOnce() {
        double[][] rows = {{1, 2, 9}, {10, 11.5, 9}, {20, 21, 9}};
        assertFalse(compare(rows).apart()[0][1]);
        // Of two estimates there is one test.
        double[][] two = {{1, 2, NONE}, {10, 11.5, NONE}, {20, 21, NONE}};
        assertTrue(compare(two).apart()[0][1]);
        assertEquals(1, compare(two).pairsApart());
    }

    @Test
    void whatIsEqualOrUnknownIsNotApart() {
        var comparisons = compare(new double[]{1, 1, 5, NONE}, new double[]{2, 2, 7, NONE});
        assertFalse(comparisons.apart()[0][1]);
        assertEquals(0, comparisons.standardError()[0][1], 0);
        assertFalse(comparisons.apart()[0][3]);
        assertTrue(Double.isNaN(comparisons.margin(0, 3)));
        var one = compare(new double[]{1, 2, 3});
        assertEquals(0, one.pairsApart());
        assertTrue(Double.isNaN(one.standardError()[0][1]));
    }

    /** Differences of rounding alone are no differences, however steady. */
    @Test
    void roundingDoesNotTellApart() {
        var random = new Random(1);
        double[][] rows = new double[50][];
        for (int row = 0; row < rows.length; row++) {
            double y = random.nextDouble();
            rows[row] = new double[]{y, y + 1e-9, y + 1};
        }
        var comparisons = compare(rows);
        assertFalse(comparisons.apart()[0][1]);
        assertTrue(comparisons.apart()[0][2]);
    }

    /** In steps of one with a noise of one: neighbours in the ranking overlap, the ends do not. */
    @Test
    void groupsAreRunsOfTheRankingAndRanksCountWhoIsApart() {
        var apart = new boolean[4][4];
        set(apart, 0, 2);
        set(apart, 0, 3);
        set(apart, 1, 3);
        double[][] difference = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                difference[i][j] = i - j;
            }
        }
        var comparisons = new Comparisons(List.of(0, 1, 2, 3), difference, new double[4][4], new long[4][4], apart);
        assertEquals(List.of(List.of(0, 1), List.of(1, 2), List.of(2, 3)), comparisons.groups());
        assertEquals(new Ranks(1, 2), comparisons.ranks(0));
        assertEquals(new Ranks(1, 3), comparisons.ranks(1));
        assertEquals(new Ranks(2, 4), comparisons.ranks(2));
        assertEquals(new Ranks(3, 4), comparisons.ranks(3));
    }

    private static void set(boolean[][] apart, int i, int j) {
        apart[i][j] = true;
        apart[j][i] = true;
    }

    @Test
    void aGroupInsideAnotherIsNotNamed() {
        var apart = new boolean[4][4];
        set(apart, 0, 3);
        set(apart, 1, 3);
        set(apart, 2, 3);
        var comparisons = new Comparisons(List.of(0, 1, 2, 3), new double[4][4], new double[4][4], new long[4][4],
                apart);
        assertEquals(List.of(List.of(0, 1, 2)), comparisons.groups());
    }
}
