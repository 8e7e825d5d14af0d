package dev.smoothie.core.estimate;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class QualityTest {

    @Test
    void isInverseToTheErrorAndSumsToOne() {
        // 1/δ = 10, 5, 2.5: sum 17.5.
        assertArrayEquals(new double[]{10 / 17.5, 5 / 17.5, 2.5 / 17.5}, Quality.of(new double[]{0.1, 0.2, 0.4}),
                1e-15);
    }

    @Test
    void errorsAreFlooredAtAMillionthOfTheirMean() {
        // Mean error 1, floor 1e-6: 1/δ = 1e6, 1e6, 1/3.5.
        double sum = 2e6 + 1 / 3.5;
        assertArrayEquals(new double[]{1e6 / sum, 1e6 / sum, 1 / 3.5 / sum}, Quality.of(new double[]{-0.5, 0, 3.5}),
                1e-12);
    }

    @Test
    void isEqualWhereNoErrorIsPositiveAndZeroWhereThereIsNoEstimate() {
        assertArrayEquals(new double[]{1.0 / 3, 1.0 / 3, 1.0 / 3}, Quality.of(new double[]{0, 0, 0}), 1e-15);
        assertArrayEquals(new double[]{0.8, 0, 0.2}, Quality.of(new double[]{1, Double.NaN, 4}), 1e-15);
        assertArrayEquals(new double[]{0, 0}, Quality.of(new double[]{Double.NaN, Double.NaN}), 0);
    }

    @Provide
    Arbitrary<double[]> errors() {
        return Arbitraries.doubles().between(-10, 10).array(double[].class).ofMinSize(3).ofMaxSize(12);
    }

    @Property
    void isFinitePositiveNormalisedAndInTheOrderOfTheErrors(@ForAll("errors") double[] errors) {
        double[] quality = Quality.of(errors);
        assertEquals(1, Arrays.stream(quality).sum(), 1e-9);
        for (int i = 0; i < errors.length; i++) {
            assertTrue(quality[i] > 0 && Double.isFinite(quality[i]), Arrays.toString(quality));
            for (int j = 0; j < errors.length; j++) {
                assertTrue(errors[i] > errors[j] || quality[i] >= quality[j], Arrays.toString(errors));
            }
        }
    }
}
