package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Seeded simulations. Bounds on counts are those that a test with the stated rate fails once in a thousand sets of
 * seeds.
 */
class DependenceTest {
    private static final int SETS = 200;

    private static Dependence dependence(Scenario scenario) {
        return dependence(new Simulation(scenario).outputs(), scenario.dimension());
    }

    private static Dependence dependence(float[][][] outputs, int d) {
        try (Arena arena = Arena.ofShared()) {
            var distances = PairDistances.of(arena, Simulated.generations(arena, outputs, d), Simulated.WORKERS);
            return Dependence.of(arena, distances, Simulated.WORKERS).orElseThrow();
        }
    }

    private static double[] errors(Random random, int m) {
        return random.doubles(m, 0.2, 1).toArray();
    }

    /** At most 5 % of sets with independent errors raise an alarm: at most 21 of 200 (binomial, p = 0.001). */
    @ParameterizedTest
    @CsvSource({"100, 5, 4, 0", "300, 8, 16, 0.1"})
    void independentErrorsRaiseNoAlarm(int n, int m, int d, double missing) {
        var random = new Random(n);
        int alarms = 0;
        for (int set = 0; set < SETS; set++) {
            var found = dependence(Scenario.of(n, d, errors(random, m), random.nextLong()).withMissing(missing));
            alarms += found.pairsTogether().isEmpty() ? 0 : 1;
        }
        assertTrue(alarms <= 21, "alarms: " + alarms);
    }

    /** A pair at ρ = 0.3 and n = 1000 is found in at least 95 % of sets, alone in as many, and ρ is right. */
    @ParameterizedTest
    @CsvSource({"5, 4", "8, 16"})
    void aCorrelatedPairIsFound(int m, int d) {
        var random = new Random(m);
        int sets = 40;
        int found = 0;
        int others = 0;
        double mean = 0;
        for (int set = 0; set < sets; set++) {
            var dependence = dependence(
                    Scenario.of(1000, d, errors(random, m), random.nextLong()).withFamilies(0.3, 2));
            found += dependence.together()[0][1] ? 1 : 0;
            others += dependence.pairsTogether().size() > 1 ? 1 : 0;
            mean += dependence.correlation()[0][1] / sets;
            assertEquals(0.3, dependence.correlation()[0][1], 5 * dependence.standardError()[0][1]);
        }
        assertTrue(found >= 38, "found: " + found);
        assertTrue(others <= 8, "others: " + others);
        assertEquals(0.3, mean, 0.01);
    }

    /**
     * Without a robust fit one pair's covariance would spread over all δ, and pull its own estimate to (m−3)/(m−1) of
     * it.
     */
    @Test
    void whatOnePairSharesDoesNotMoveTheOthers() {
        double[] errors = {0.6, 0.6, 0.5, 0.5, 0.5, 0.4, 0.4};
        var found = dependence(Scenario.of(4000, 32, errors, 3).withFamilies(0.8, 2));
        assertArrayEquals(errors, found.errors(), 0.02);
        assertEquals(0.8 * 0.6, found.covariance()[0][1], 0.02);
        assertEquals(0.8, found.correlation()[0][1], 0.01);
        for (int i = 2; i < 7; i++) {
            assertEquals(0, found.correlation()[0][i], 0.03);
            assertEquals(1, found.correlation()[i][i], 0);
            assertEquals(found.errors()[i], found.covariance()[i][i], 0);
        }
    }

    @Test
    void clonesAreCorrelatedByOne() {
        var found = dependence(Scenario.of(500, 16, new double[]{0.3, 0.5, 0.7, 0.9, 0.6, 0.3}, 4).withClones(1));
        assertEquals(List.of(0, 5), List.of(found.pairsTogether().getFirst().first(),
                found.pairsTogether().getFirst().second()));
        assertEquals(1, found.correlation()[0][5], 0);
        assertEquals(0, found.standardError()[0][5], 0);
        assertEquals(found.correlation()[0][2], found.correlation()[5][2], 0);
        assertEquals(1, found.pairsTogether().size());
    }

    /** Near copies are found like everything else: the last generator differs from the first by a hundredth. */
    @Test
    void nearCopiesAreCorrelatedByAlmostOne() {
        float[][][] outputs = new Simulation(Scenario.of(500, 16, new double[]{0.3, 0.5, 0.7, 0.9, 0.6, 0.3}, 4))
                .outputs();
        var random = new Random(4);
        for (float[][] sample : outputs) {
            for (int column = 0; column < 16; column++) {
                sample[5][column] = sample[0][column] + 0.01f * (float) random.nextGaussian();
            }
        }
        var found = dependence(outputs, 16);
        assertEquals(List.of(0, 5), List.of(found.pairsTogether().getFirst().first(),
                found.pairsTogether().getFirst().second()));
        assertEquals(1, found.correlation()[0][5], 0.01);
    }

    /** Six copies would be a majority that no correlation tells; that their outputs are equal does. */
    @Test
    void copiesAreOneGeneratorHoweverMany() {
        float[][][] outputs = new Simulation(
                Scenario.of(500, 16, new double[]{0.3, 0.5, 0.7, 0.9, 0.6, 1, 1, 1, 1, 1, 1}, 4)).outputs();
        for (float[][] sample : outputs) {
            for (int copy = 5; copy < 11; copy++) {
                sample[copy] = sample[0];
            }
        }
        var found = dependence(outputs, 16);
        assertEquals(7 * 6 / 2, found.pairsTogether().size());
        assertArrayEquals(new double[]{0.3, 0.5, 0.7, 0.9, 0.6}, Arrays.copyOf(found.errors(), 5), 0.06);
        for (float[][] sample : outputs) {
            sample[1] = sample[0];
        }
        try (Arena arena = Arena.ofShared()) {
            var distances = PairDistances.of(arena, Simulated.generations(arena, outputs, 16), Simulated.WORKERS);
            assertFalse(Dependence.of(arena, distances, Simulated.WORKERS).isPresent(), "four that differ");
            assertEquals(List.of(List.of(0, 1, 5, 6, 7, 8, 9, 10)), Families.copies(distances));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9, 13})
    void aFamilyOfLessThanHalfIsFoundWholeAndAlone(int m) {
        int family = (m - 1) / 2;
        var found = dependence(Scenario.of(1000, 16, errors(new Random(m), m), 5).withFamilies(0.5, family));
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                assertEquals(i < family, found.together()[i][j], i + ", " + j);
            }
        }
        assertEquals(List.of(IntStream.range(0, family).boxed().toList()), Families.alone(m).joined(found).shared());
    }

    @Test
    void withTooFewGeneratorsOrSamplesThereIsNoTest() {
        try (Arena arena = Arena.ofShared()) {
            for (var scenario : List.of(Scenario.of(100, 4, new double[]{1, 1, 1, 1}, 1),
                    Scenario.of(19, 4, new double[]{1, 1, 1, 1, 1}, 1))) {
                var distances = PairDistances.of(arena, Simulated.generations(arena, scenario), Simulated.WORKERS);
                assertFalse(Dependence.of(arena, distances, Simulated.WORKERS).isPresent());
            }
        }
    }
}
