package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import java.lang.foreign.Arena;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ShrunkEstimateTest {

    private static Matrix column(Arena arena, int rows, IntToDoubleFunction value) {
        Matrix column = Matrix.allocate(arena, rows, 1);
        for (int row = 0; row < rows; row++) {
            column.set(row, 0, value.applyAsDouble(row));
        }
        return column;
    }

    @Test
    void keepsTheShareOfTheSpreadThatIsNotNoise() {
        try (Arena arena = Arena.ofConfined()) {
            // y: mean 4, variance (4·9 + 4·1)/7 = 40/7. Means of k = 4: noise 10/7; their variance is 4·(1.5²·2)/7 =
            // 18/7.
            double[] y = {1, 7, 1, 7, 3, 5, 3, 5};
            double[] means = {2.5, 2.5, 2.5, 2.5, 5.5, 5.5, 5.5, 5.5};
            var global = GlobalEstimate.of(column(arena, 8, row -> y[row]));
            Matrix local = column(arena, 8, row -> means[row]);
            double share = 1 - 10.0 / 18;
            assertArrayEquals(new double[]{share}, ShrunkEstimate.shares(local, global, 4), 1e-12);
            double[] errors = new double[1];
            ShrunkEstimate.of(local, global, 4).read(6, errors);
            assertEquals(4 + 1.5 * share, errors[0], 1e-12);
        }
    }

    /** Two halves that differ by 2σ: of the means of 16, 1/(1 + 1/16) of the variance is between them. */
    @Test
    void recoversTheVarianceComponents() {
        int n = 16_000;
        int k = 16;
        var random = new Random(3);
        double[] noise = random.doubles(n).map(_ -> random.nextGaussian()).toArray();
        for (double shift : new double[]{0, 1}) {
            try (Arena arena = Arena.ofConfined()) {
                Matrix y = column(arena, n, row -> (row < n / 2 ? shift : -shift) + noise[row]);
                Matrix local = column(arena, n, row -> {
                    double sum = 0;
                    for (int i = row / k * k; i < row / k * k + k; i++) {
                        sum += y.get(i, 0) / k;
                    }
                    return sum;
                });
                // The plain variance of y holds the difference of the halves too, σ² + shift², and is taken for noise.
                double signal = shift * shift;
                double expected = 1 - (1 + signal) / k / (signal + 1.0 / k);
                assertEquals(expected, ShrunkEstimate.shares(local, GlobalEstimate.of(y), k)[0], 0.07);
            }
        }
    }

    @Test
    void whereNothingIsKnownLocallyTheGlobalEstimateStands() {
        try (Arena arena = Arena.ofConfined()) {
            var global = GlobalEstimate.of(column(arena, 3, row -> row));
            double[] errors = new double[1];
            ShrunkEstimate.of(column(arena, 3, _ -> Double.NaN), global, 2).read(1, errors);
            assertEquals(1, errors[0]);
        }
    }
}
