package dev.smoothie.pipeline;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AgreementTest {
    private static final double NONE = Double.NaN;

    private static double difference(double[] expected, double[] found) {
        var errors = new Agreement.Errors();
        errors.compare(expected, found);
        return errors.difference();
    }

    @Test
    void theLargestDifferenceIsTakenAsAShareOfTheLargestError() {
        assertEquals(0, difference(new double[]{1, 2, NONE}, new double[]{1, 2, NONE}));
        assertEquals(0, difference(new double[]{0, 0}, new double[]{0, 0}));
        assertEquals(0.125, difference(new double[]{-4, 1}, new double[]{-4, 1.5}));
        assertEquals(Double.POSITIVE_INFINITY, difference(new double[]{1, NONE}, new double[]{1, 3}));
        assertEquals(Double.POSITIVE_INFINITY, difference(new double[]{0, 1}, new double[]{NONE, 1}));
    }

    @Test
    void oneRouteOrMoreThanRoundingIsADifference() {
        assertTrue(new Agreement(40, 0, 2e-7).holds());
        assertFalse(new Agreement(40, 1, 0).holds());
        assertFalse(new Agreement(40, 0, 1e-3).holds());
        assertEquals("all 40 routes are equal, the estimates to 2.0e-07", new Agreement(40, 0, 2e-7).line());
        assertEquals("3 of 40 routes differ, the estimates by 1.0e-03", new Agreement(40, 3, 1e-3).line());
    }
}
