package dev.smoothie.core.evaluate;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class PrincipalComponentsTest {
    /** Orthogonal, of length 3. */
    private static final double[] LONG = {2, 2, 1};
    private static final double[] ACROSS = {-2, 1, 2};

    private static double[] at(double along, double across) {
        double[] row = new double[3];
        Arrays.setAll(row, c -> 7 + along * LONG[c] + across * ACROSS[c]);
        return row;
    }

    @Test
    void aRectangleLiesAlongItsSides() {
        double[][] corners = {at(2, 1), at(2, -1), at(-2, 1), at(-2, -1)};
        PrincipalComponents found = PrincipalComponents.of(corners, 2);
        // The greatest element of each direction is positive, and of two that are equal the first counts: (2, 2, 1) as
        // it is, (-2, 1, 2) turned round, or not, where rounding makes its last element the greater one.
        double turned = Math.signum(found.position()[0][1]);
        double[][] expected = {{6, 3}, {6, -3}, {-6, 3}, {-6, -3}};
        for (int corner = 0; corner < expected.length; corner++) {
            expected[corner][1] *= turned;
            assertArrayEquals(expected[corner], found.position()[corner], 1e-6);
        }
        // Squares along the sides: 36 and 9, of 45.
        assertArrayEquals(new double[]{0.8, 0.2}, found.share(), 1e-9);
    }

    @Test
    void aLineHasNoSecondDirection() {
        PrincipalComponents found = PrincipalComponents.of(new double[][]{{0, 0}, {3, 4}, {6, 8}}, 2);
        assertArrayEquals(new double[]{1, 0}, found.share(), 1e-12);
        assertArrayEquals(new double[]{-5, 0}, found.position()[0], 1e-9);
        assertArrayEquals(new double[]{0, 0}, found.position()[1], 1e-9);
        assertArrayEquals(new double[]{5, 0}, found.position()[2], 1e-9);
    }

    @Test
    void equalRowsLieOnOnePoint() {
        PrincipalComponents found = PrincipalComponents.of(new double[][]{{1, 2}, {1, 2}}, 2);
        assertArrayEquals(new double[2], found.share());
        assertArrayEquals(new double[2], found.position()[1]);
        assertEquals(0, PrincipalComponents.of(new double[0][], 2).position().length);
    }
}
