package dev.smoothie.plugin.onnx;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PrincipalAxesProperties {

    private static float[][] drawn(long seed, int n, int d, int rank) {
        Random random = new Random(seed);
        double[][] directions = new double[rank][d];
        for (double[] direction : directions) {
            double scale = Math.exp(2 * random.nextGaussian());
            for (int j = 0; j < d; j++) {
                direction[j] = scale * random.nextGaussian();
            }
        }
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            double[] sum = new double[d];
            for (double[] direction : directions) {
                double along = random.nextGaussian();
                for (int j = 0; j < d; j++) {
                    sum[j] += along * direction[j] + 3;
                }
            }
            for (int j = 0; j < d; j++) {
                row[j] = (float) sum[j];
            }
        }
        return rows;
    }

    /** The covariance turns no axis: it only scales it, by the variance along it, the greatest first. */
    @Property(tries = 200)
    void axesAreEigenvectorsOfTheCovariance(@ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int n,
            @ForAll @IntRange(min = 1, max = 24) int d) {
        float[][] rows = drawn(seed, n, d, d);
        PrincipalAxes found = PrincipalAxes.of(rows, d, new Parallel(2));
        double[][] covariance = covariance(rows);
        double trace = 0;
        double[] variances = new double[d];
        for (int i = 0; i < d; i++) {
            trace += covariance[i][i];
        }
        double sum = 0;
        for (int i = 0; i < d; i++) {
            double[] axis = found.axes()[i];
            double[] turned = new double[d];
            for (int a = 0; a < d; a++) {
                turned[a] = dot(covariance[a], axis);
            }
            variances[i] = dot(turned, axis);
            sum += variances[i];
            for (int a = 0; a < d; a++) {
                assertEquals(variances[i] * axis[a], turned[a], 1e-8 * trace);
            }
            assertTrue(i == 0 || variances[i] <= variances[i - 1] + 1e-8 * trace);
        }
        assertEquals(trace, sum, 1e-8 * trace);
    }

    @Property(tries = 200)
    void axesAreUnitVectorsAcrossEachOtherAsFarAsThereAreAny(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int rank) {
        PrincipalAxes found = PrincipalAxes.of(drawn(seed, 40, 12, rank), 12, new Parallel(3));
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < rank; j++) {
                assertEquals(i == j ? 1 : 0, dot(found.axes()[i], found.axes()[j]), 1e-9);
            }
        }
    }

    @Property(tries = 50)
    void oneRowHasNoAxis(@ForAll long seed) {
        PrincipalAxes found = PrincipalAxes.of(drawn(seed, 1, 8, 3), 4, new Parallel(1));
        for (double[] axis : found.axes()) {
            assertArrayEquals(new double[8], axis);
        }
    }

    /** Whatever the number of threads. */
    @Property(tries = 50)
    void theBitsAreTheSame(@ForAll long seed) {
        float[][] rows = drawn(seed, 50, 33, 33);
        PrincipalAxes one = PrincipalAxes.of(rows, 20, new Parallel(1));
        PrincipalAxes five = PrincipalAxes.of(rows, 20, new Parallel(5));
        assertArrayEquals(one.axes(), five.axes());
        assertArrayEquals(one.along(rows[7]), five.along(rows[7]));
    }

    private static double[][] covariance(float[][] rows) {
        int d = rows[0].length;
        double[][] covariance = new double[d][d];
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                double meanA = 0;
                double meanB = 0;
                for (float[] row : rows) {
                    meanA += row[a] / (double) rows.length;
                    meanB += row[b] / (double) rows.length;
                }
                for (float[] row : rows) {
                    covariance[a][b] += (row[a] - meanA) * (row[b] - meanB);
                }
            }
        }
        return covariance;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
