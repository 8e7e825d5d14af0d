package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("kernel")
class PosteriorTest {

    private static double[][] posterior(Backend backend, float[][][] outputs, Presence presence, double... prior) {
        try (Arena arena = Arena.ofShared()) {
            Matrix posterior = Posterior.of(arena, Triplets.generations(arena, outputs, presence), Errors.same(prior),
                    backend,
                    new Workers(2));
            double[][] rows = new double[outputs.length][];
            for (int sample = 0; sample < rows.length; sample++) {
                rows[sample] = posterior.row(sample);
            }
            return rows;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void isTheSquaredDistanceToTheWeightedMeanPlusTheVariance(Backend backend) {
        // θ ∝ 1, 1, 2 (δ = 2, 2, 1): ẑ = (0·1 + 4·1 + 8·2)/4 = 5, variance 1/(½ + ½ + 1) = ½.
        float[][][] outputs = {{{0, 1}, {4, 1}, {8, 1}}};
        assertArrayEquals(new double[]{25.5, 1.5, 9.5}, posterior(backend, outputs, Presence.COMPLETE, 2, 2, 1)[0],
                1e-5);
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void usesWhatIsThere(Backend backend) {
        float[][][] outputs = {{{0}, {4}, {8}}};
        // Without the last: ẑ = 2, variance 1. Without an estimate of the first: weight on the others alone.
        assertArrayEquals(new double[]{5, 5, Double.NaN},
                posterior(backend, outputs, (_, _, generator) -> generator < 2, 2, 2, 1)[0], 1e-5);
        assertArrayEquals(new double[]{37, 5, 5}, posterior(backend, outputs, Presence.COMPLETE, Double.NaN, 2, 2)[0],
                1e-5);
    }

    /** E‖λ_i − z*‖² is what it says: the mean over draws of posterior and of true errors agree. */
    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void isCalibratedOnDataDrawnFromTheModel(Backend backend) {
        double[] errors = {0.2, 0.5, 1.0, 2.0};
        int n = 4000;
        int d = 8;
        var random = new Random(7);
        float[][][] outputs = new float[n][errors.length][d];
        double[] truly = new double[errors.length];
        for (float[][] sample : outputs) {
            for (int column = 0; column < d; column++) {
                double truth = 3 * random.nextGaussian();
                for (int generator = 0; generator < errors.length; generator++) {
                    double error = Math.sqrt(errors[generator] / d) * random.nextGaussian();
                    sample[generator][column] = (float) (truth + error);
                    truly[generator] += error * error / n;
                }
            }
        }
        double[][] posterior = posterior(backend, outputs, Presence.COMPLETE, errors);
        for (int generator = 0; generator < errors.length; generator++) {
            double mean = 0;
            for (double[] row : posterior) {
                mean += row[generator] / n;
            }
            assertEquals(truly[generator], mean, 0.03 * truly[generator]);
            assertTrue(mean > 0);
        }
    }
}
