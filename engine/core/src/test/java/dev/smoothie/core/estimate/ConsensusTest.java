package dev.smoothie.core.estimate;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConsensusTest {

    private static double[] consensus(float[][] outputs, Presence presence, double bandwidth, double... prior) {
        try (Arena arena = Arena.ofShared()) {
            return Consensus.of(arena, Triplets.generations(arena, new float[][][]{outputs}, presence),
                    Errors.same(prior), bandwidth, new Workers(2)).row(0);
        }
    }

    @Test
    void isTheSoftMinimumOfTheDistances() {
        // Distances 1, 4 and 1. θ = 1, 1, 4 up to a factor, so the weights, by √θ, are ¼, ¼, ½.
        float[][] outputs = {{0, 5}, {1, 5}, {2, 5}};
        double h = 3;
        double near = Math.exp(-1 / h);
        double far = Math.exp(-4 / h);
        assertArrayEquals(
                new double[]{-h * Math.log(0.25 + 0.25 * near + 0.5 * far),
                        -h * Math.log(0.25 * near + 0.25 + 0.5 * near), -h * Math.log(0.25 * far + 0.25 * near + 0.5)},
                consensus(outputs, Presence.COMPLETE, h, 4, 4, 1), 1e-12);
    }

    @Test
    void becomesAVoteAsTheBandwidthFallsAndTheMeanDistanceAsItGrows() {
        float[][] outputs = {{0}, {0}, {1}, {3}};
        double[] vote = consensus(outputs, Presence.COMPLETE, 1e-4, 1, 1, 1, 1);
        assertEquals(1e-4 * Math.log(2), vote[0], 1e-9, "two of four votes");
        assertEquals(1e-4 * Math.log(4), vote[2], 1e-9, "one of four, though it is nearer to the middle");
        assertArrayEquals(new double[]{2.5, 2.5, 1.5, 5.5}, consensus(outputs, Presence.COMPLETE, 1e7, 1, 1, 1, 1),
                1e-5);
    }

    @Test
    void oneWildOutputChangesNothingForTheOthers() {
        double[] there = consensus(new float[][]{{0}, {1}, {1.5f}, {4e2f}}, Presence.COMPLETE, 2, 1, 1, 1, 1);
        double[] farther = consensus(new float[][]{{0}, {1}, {1.5f}, {4e9f}}, Presence.COMPLETE, 2, 1, 1, 1, 1);
        for (int generator = 0; generator < 3; generator++) {
            assertEquals(there[generator], farther[generator], 1e-12);
        }
        assertTrue(farther[3] > there[0]);
        assertTrue(Double.isFinite(farther[3]));
    }

    @Test
    void usesWhatIsThere() {
        float[][] outputs = {{0}, {1}, {2}};
        Presence firstTwo = (_, _, generator) -> generator < 2;
        double pair = -3 * Math.log(0.5 + 0.5 * Math.exp(-1 / 3.0));
        assertArrayEquals(new double[]{pair, pair, Double.NaN}, consensus(outputs, firstTwo, 3, 2, 2, 1), 1e-12);
        // Nothing is known about the first: no weight, so its error is that of a stranger among the two others.
        double stranger = -3 * Math.log(0.5 * Math.exp(-1 / 3.0) + 0.5 * Math.exp(-4 / 3.0));
        assertEquals(stranger, consensus(outputs, Presence.COMPLETE, 3, Double.NaN, 2, 2)[0], 1e-12);
        assertArrayEquals(consensus(outputs, Presence.COMPLETE, 3, 1, 1, 1),
                consensus(outputs, Presence.COMPLETE, 3, Double.NaN, Double.NaN, Double.NaN), 1e-12,
                "nothing is known about any");
    }

    @Test
    void equalOutputsHaveNoError() {
        assertArrayEquals(new double[]{0, 0, 0},
                consensus(new float[][]{{7, 1}, {7, 1}, {7, 1}}, Presence.COMPLETE, 1, 3, 1, 2), 1e-15);
    }

    @Test
    void theBandwidthIsTwiceTheMeanSquaredDistance() {
        try (Arena arena = Arena.ofShared()) {
            // Distances 9, 9, 0 in the first sample, 1, 1, 4 in the second, none in the third: means 6 and 2.
            float[][][] outputs = {{{3}, {0}, {0}}, {{0}, {1}, {-1}}, {{0}, {9}, {0}}};
            Matrix y = RowEstimates.of(arena,
                    Triplets.generations(arena, outputs, (sample, _, generator) -> sample < 2 || generator < 2),
                    TestBackends.scalar(), new Workers(1)).y();
            assertEquals(2 * (6 + 2) / 2.0, Consensus.bandwidth(y), 1e-12);
            Matrix equal = RowEstimates.of(arena,
                    Triplets.generations(arena, new float[][][]{{{1}, {1}, {1}}}, Presence.COMPLETE),
                    TestBackends.scalar(), new Workers(1)).y();
            assertEquals(1, Consensus.bandwidth(equal));
        }
    }

    @Test
    void saysWhichRowIsNotFinite() {
        var failure = assertThrows(NonFiniteEmbeddingException.class,
                () -> consensus(new float[][]{{0}, {Float.NaN}, {1}}, Presence.COMPLETE, 1, 1, 1, 1));
        assertEquals(1, failure.row());
    }
}
