package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.simulation.AnswerScenario;
import dev.smoothie.simulation.AnswerSimulation;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Seeded simulations of answers; bounds are those that a test with the stated rate fails once in a thousand. */
class SharedMistakesTest {
    private static final int SETS = 30;

    private static Dependence dependence(AnswerScenario scenario) {
        try (Arena arena = Arena.ofShared()) {
            var generations = Simulated.generations(arena, new AnswerSimulation(scenario).outputs(4), 4);
            var distances = PairDistances.of(arena, generations, Simulated.WORKERS);
            return Dependence.ofAnswers(arena, generations, distances, Simulated.WORKERS).orElseThrow();
        }
    }

    /** At most 5 % of independent sets: at most 6 of 30 (binomial, p = 0.001). Accuracies are from 0.15 to 0.92. */
    @ParameterizedTest
    @CsvSource({"0, 0, 1000", "1.5, 0, 1000", "3, 0, 1000", "1, 0.3, 1000", "1, 0.3, 8"})
    void independentAnswersRaiseNoAlarm(double difficulty, double popular, int others) {
        var random = new Random(4);
        int alarms = 0;
        for (int set = 0; set < SETS; set++) {
            var scenario = AnswerScenario.of(500, random.doubles(4, 0.15, 0.92).toArray(), random.nextLong())
                    .withDifficulty(difficulty).withWrong(popular, others);
            alarms += dependence(scenario).pairsTogether().isEmpty() ? 0 : 1;
        }
        assertTrue(alarms <= 6, "alarms: " + alarms);
    }

    /** A family of two in four with ρ = 0.4 is found in at least 80 % of sets: at least 17 of 30. */
    @ParameterizedTest
    @CsvSource({"0", "1.5"})
    void aFamilyOfTwoInFourIsFound(double difficulty) {
        var random = new Random(5);
        int found = 0;
        double rho = 0;
        for (int set = 0; set < SETS; set++) {
            var dependence = dependence(AnswerScenario.of(500, new double[]{0.5, 0.5, 0.6, 0.7}, random.nextLong())
                    .withDifficulty(difficulty).withFamily(0.4, 2));
            found += dependence.pairsTogether().isEmpty() ? 0 : 1;
            rho += dependence.correlation()[0][1] / SETS;
        }
        assertTrue(found >= 17, "found: " + found);
        assertEquals(0.4, rho, 0.1);
    }

    @Test
    void threeCannotBeTested() {
        var scenario = AnswerScenario.of(500, new double[]{0.5, 0.5, 0.6}, 1);
        try (Arena arena = Arena.ofShared()) {
            var generations = Simulated.generations(arena, new AnswerSimulation(scenario).outputs(4), 4);
            var distances = PairDistances.of(arena, generations, Simulated.WORKERS);
            assertFalse(Dependence.ofAnswers(arena, generations, distances, Simulated.WORKERS).isPresent());
        }
    }
}
