package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Tag("kernel")
class DistanceTest {

    /** The order of additions that the class promises, written out. */
    private static double expected(float[] a, float[] b) {
        double[] sums = new double[16];
        for (int column = 0; column < a.length; column++) {
            double difference = (double) a[column] - b[column];
            sums[column % 16] += difference * difference;
        }
        for (int column = 0; column < 8; column++) {
            sums[column] += sums[column + 8];
        }
        return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
    }

    @Test
    void isTheSameToTheBitAtEveryWidth() {
        var random = new Random(6);
        for (int d : new int[]{1, 2, 7, 15, 16, 17, 31, 32, 33, 48, 384, 1009, 4098}) {
            float[][] x = new float[3][d];
            for (float[] row : x) {
                for (int column = 0; column < d; column++) {
                    row[column] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20)));
                }
            }
            try (Arena arena = Arena.ofConfined()) {
                Embeddings rows = Embeddings.copyOf(arena, x);
                assertEquals(expected(x[0], x[2]), Distance.squared(rows, 0, rows, 2), 0, "d=" + d);
                assertEquals(0, Distance.squared(rows, 1, rows, 1), 0);
            }
        }
    }
}
