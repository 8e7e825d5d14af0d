package dev.smoothie.core.compute;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("kernel")
class SpreadTest {
    private static final int[] DIMENSIONS = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 384, 1009,
            4098};

    /** ‖x_i − Σ w_j x_j‖² in double, straight from the definition. */
    private static double[] expected(float[][] x, double[] weights) {
        int d = x[0].length;
        double[] mean = new double[d];
        for (int i = 0; i < x.length; i++) {
            for (int column = 0; column < d; column++) {
                mean[column] += weights[i] * x[i][column];
            }
        }
        double[] spread = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (int column = 0; column < d; column++) {
                spread[i] += (x[i][column] - mean[column]) * (x[i][column] - mean[column]);
            }
        }
        return spread;
    }

    private static double[] spread(Backend backend, float[][] x, double[] weights) {
        try (Arena arena = Arena.ofConfined()) {
            double[] spread = new double[x.length];
            backend.spread(Embeddings.copyOf(arena, x), LongStream.range(0, x.length).toArray(), x.length, weights,
                    spread);
            return spread;
        }
    }

    private static double[] equal(int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1.0 / count);
        return weights;
    }

    private static float[][] gaussian(int rows, int d, double scale, double offset, long seed) {
        var random = new Random(seed);
        float[][] x = new float[rows][d];
        for (float[] row : x) {
            for (int column = 0; column < d; column++) {
                row[column] = (float) (offset + scale * random.nextGaussian());
            }
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void equalsTheDefinitionForEveryDimensionAndCount(Backend backend) {
        for (int d : DIMENSIONS) {
            for (int m : new int[]{1, 2, 3, 5, 8, 100}) {
                float[][] x = gaussian(m, d, 1, 0, 31L * d + m);
                double[] weights = new double[m];
                Arrays.setAll(weights, i -> (i + 1) / (m * (m + 1) / 2.0));
                double[] expected = expected(x, weights);
                double[] actual = spread(backend, x, weights);
                for (int i = 0; i < m; i++) {
                    assertEquals(expected[i], actual[i], 1e-6 * d + 1e-6 * expected[i],
                            "d=%d m=%d i=%d".formatted(d, m, i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void aLargeCommonOffsetCostsNothingBeyondTheRoundingOfTheInput(Backend backend) {
        float[][] x = gaussian(6, 384, 0.01, 1000, 5);
        double[] expected = expected(x, equal(6));
        double[] actual = spread(backend, x, equal(6));
        for (int i = 0; i < 6; i++) {
            assertEquals(expected[i], actual[i], 2e-5 * expected[i]);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void hugeAndTinyVectorsKeepTheirDigits(Backend backend) {
        for (double scale : new double[]{1e30, 1e-30, 1e-42}) {
            float[][] x = gaussian(4, 96, scale, 0, 9);
            double[] expected = expected(x, equal(4));
            double[] actual = spread(backend, x, equal(4));
            for (int i = 0; i < 4; i++) {
                assertEquals(1, actual[i] / expected[i], 1e-5, "scale " + scale);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void equalRowsHaveEqualSpreadToTheBit(Backend backend) {
        float[][] x = gaussian(5, 100, 1, 0, 3);
        x[4] = x[1];
        double[] actual = spread(backend, x, equal(5));
        assertEquals(actual[1], actual[4], 0);
        float[][] same = {x[0], x[0], x[0]};
        assertTrue(Arrays.stream(spread(backend, same, equal(3))).allMatch(r -> r == 0));
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void rowsThatAreAllEqualHaveNoSpreadUnlessTheyAreNotFinite(Backend backend) {
        for (int d : DIMENSIONS) {
            for (double scale : new double[]{1, 1e30, 1e-30, 1e-42}) {
                float[] row = gaussian(1, d, scale, 0, d)[0];
                float[][] same = {row, row, row, row};
                double[] weights = {0.1, 0.2, 0, 0.7};
                assertArrayEquals(new double[4], spread(backend, same, weights));
                assertArrayEquals(new double[1], spread(backend, new float[][]{row}, equal(1)));
                row[d / 2] = Float.NEGATIVE_INFINITY;
                assertTrue(Arrays.stream(spread(backend, same, weights)).noneMatch(Double::isFinite));
                row[d - 1] = Float.NaN;
                assertTrue(Arrays.stream(spread(backend, same, weights)).noneMatch(Double::isFinite));
            }
        }
    }

    /** A last bit that differs, in the last column of the last row, is seen. */
    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void rowsThatDifferInOneBitHaveTheirSpread(Backend backend) {
        for (int d : DIMENSIONS) {
            float[] row = gaussian(1, d, 1, 0, d)[0];
            float[][] x = {row, row, row, row.clone()};
            x[3][d - 1] = Math.nextUp(x[3][d - 1]);
            double[] expected = expected(x, equal(4));
            double[] actual = spread(backend, x, equal(4));
            for (int i = 0; i < 4; i++) {
                assertEquals(1, actual[i] / expected[i], 1e-5, "d=%d i=%d".formatted(d, i));
            }
            assertEquals(actual[0], actual[2], 0);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void aRowThatIsNotFiniteShows(Backend backend) {
        for (float bad : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            for (int column : new int[]{0, 15, 36}) {
                float[][] x = gaussian(4, 37, 1, 0, 4);
                x[2][column] = bad;
                assertFalse(Double.isFinite(spread(backend, x, equal(4))[2]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void writesOnlyItsOwnElementsAndReadsOnlyItsRows(Backend backend) {
        float[][] x = gaussian(6, 33, 1, 0, 8);
        Arrays.fill(x[3], Float.NaN);
        try (Arena arena = Arena.ofConfined()) {
            double[] spread = new double[8];
            Arrays.fill(spread, -7);
            backend.spread(Embeddings.copyOf(arena, x), new long[]{5, 0, 2, 99}, 3, equal(3), spread);
            double[] expected = expected(new float[][]{x[5], x[0], x[2]}, equal(3));
            for (int i = 0; i < 3; i++) {
                assertEquals(expected[i], spread[i], 1e-4);
            }
            assertTrue(Arrays.stream(spread, 3, 8).allMatch(r -> r == -7));
        }
    }
}
