package dev.smoothie.core.belief;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.simulation.Scenario;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SharedVarianceTest {
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private SharedVariance agreement(float[][][] outputs) {
        return SharedVariance.of(Simulated.generations(arena, outputs, outputs[0][0].length), Simulated.WORKERS);
    }

    @Test
    void isTheMeanProductOfCentredOutputsOverTheirVariance() {
        // Means 0 and 2: centred −1, 1 and −2, 2. Products 2 and 2, squares (1 + 4)/2 in both samples.
        var agreement = agreement(new float[][][]{{{-1}, {0}}, {{1}, {4}}});
        assertEquals(2 / 2.5, agreement.share(), 1e-12);
        assertEquals(0, agreement.standardError(), 1e-12);
        assertEquals(2, agreement.samples());
    }

    /** E‖z*‖² = 1 of 1 + δ on average: with δ of 0.25 and 0.75, one half. */
    @Test
    void isTheShareOfTheTruthsInWhatOutputsVaryBy() {
        Scenario scenario = Scenario.of(4000, 16, new double[]{0.5, 1, 1.5}, 3);
        var agreement = SharedVariance.of(Simulated.generations(arena, scenario), Simulated.WORKERS);
        assertEquals(0.5, agreement.share(), 5 * agreement.standardError());
        assertTrue(agreement.standardError() < 0.01 && agreement.beyondChance());
        var without = SharedVariance.of(Simulated.generations(arena, scenario.withSignal(0)), Simulated.WORKERS);
        assertEquals(0, without.share(), 5 * without.standardError());
        assertFalse(without.beyondChance());
    }

    @Test
    void missingOutputsAndSecondOnesAreReckonedWith() {
        Scenario scenario = Scenario.of(3000, 16, new double[]{0.5, 1, 1.5}, 3).withMissing(0.3);
        var agreement = SharedVariance.of(Simulated.generations(arena, scenario), Simulated.WORKERS);
        assertEquals(0.5, agreement.share(), 5 * agreement.standardError());
        // A sample needs two of three: 0.7³ + 3·0.7²·0.3 = 78.4 % of 3000.
        assertEquals(0.784 * 3000, (double) agreement.samples(), 5 * Math.sqrt(3000 * 0.784 * 0.216));
        // The same two repeats twice are the same sample once.
        float[][] rows = {{-1}, {0}, {-1}, {0}, {1}, {4}, {1}, {4}};
        var twice = SharedVariance.of(new Generations(Embeddings.copyOf(arena, rows), 2, 2, 2, (_, _, _) -> true),
                Simulated.WORKERS);
        assertEquals(2 / 2.5, twice.share(), 1e-12);
        assertEquals(2, twice.samples());
    }

    @Test
    void outputsThatDoNotVaryHaveNothingInCommon() {
        var agreement = agreement(new float[5][3][2]);
        assertTrue(Double.isNaN(agreement.share()));
        assertFalse(agreement.beyondChance());
    }
}
