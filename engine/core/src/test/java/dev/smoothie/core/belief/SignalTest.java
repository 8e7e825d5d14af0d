package dev.smoothie.core.belief;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.Simulated.Judged;
import dev.smoothie.core.belief.Signal.Verdict;
import dev.smoothie.simulation.AnswerScenario;
import dev.smoothie.simulation.AnswerSimulation;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SignalTest {
    private static final int SEEDS = 20;

    private static Signal signal(Scenario scenario) {
        return signal(new Simulation(scenario).outputs());
    }

    private static Signal signal(float[][][] outputs) {
        return judge(outputs).belief().signal();
    }

    private static Judged judge(float[][][] outputs) {
        try (Arena arena = Arena.ofShared()) {
            return Simulated.judge(arena, Simulated.generations(arena, outputs, outputs[0][0].length));
        }
    }

    private static Scenario easy(long seed) {
        return Scenario.of(400, 16, new double[]{0.2, 0.35, 0.5, 0.65, 0.8, 0.95}, seed);
    }

    private static void assertSays(Signal signal, String words) {
        assertTrue(signal.reasons().stream().anyMatch(reason -> reason.contains(words)), signal.toString());
    }

    private static AnswerScenario answers(int n, double[] accuracies, long seed) {
        return AnswerScenario.of(n, accuracies, seed).withDifficulty(1);
    }

    private static Signal signal(AnswerScenario scenario) {
        try (Arena arena = Arena.ofShared()) {
            return Simulated.judgeVote(arena,
                    Simulated.generations(arena, new AnswerSimulation(scenario).outputs(8), 8)).signal();
        }
    }

    @Test
    void answersOfClearlyDifferentGeneratorsAreStrongAndNeedNoAdvice() {
        for (int seed = 0; seed < 5; seed++) {
            Signal signal = signal(answers(600, new double[]{0.9, 0.7, 0.5, 0.3, 0.12}, seed));
            assertEquals(Verdict.STRONG, signal.verdict(), signal::toString);
            assertEquals(List.of(), signal.advice());
        }
    }

    /** Texts may agree on something else than quality, however well they fit the model. */
    @Test
    void textsAreAtMostWeak() {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(Verdict.WEAK, signal(easy(seed)).verdict());
        }
    }

    @Test
    void aFamilyAmongFourIsNeverStrong() {
        Signal signal = signal(answers(600, new double[]{0.5, 0.5, 0.6, 0.7}, 3).withFamily(0.7, 2));
        assertTrue(signal.verdict() != Verdict.STRONG, signal::toString);
    }

    /** The generators scatter differently, and their ranking is as stable as can be: it means nothing all the same. */
    @Test
    void shuffledOutputsAreNoSignal() {
        for (int seed = 0; seed < SEEDS; seed++) {
            float[][][] outputs = new Simulation(easy(seed)).outputs();
            var random = new Random(seed);
            for (int i = 0; i < 6; i++) {
                List<Integer> order = IntStream.range(0, outputs.length).boxed().collect(Collectors.toList());
                Collections.shuffle(order, random);
                int generator = i;
                List<float[]> shuffled = order.stream().map(sample -> outputs[sample][generator]).toList();
                IntStream.range(0, outputs.length).forEach(s -> outputs[s][generator] = shuffled.get(s));
            }
            Judged judged = judge(outputs);
            assertEquals(Verdict.NONE, judged.belief().signal().verdict());
            assertSays(judged.belief().signal(), "no more in common than outputs of different samples");
            assertEquals(1, judged.belief().evidence().reliability().halves(), 0.2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, 400})
    void noiseIsNoSignal(int n) {
        for (int seed = 0; seed < SEEDS; seed++) {
            assertEquals(Verdict.NONE,
                    signal(Scenario.of(n, 16, new double[]{1, 1, 1, 1, 1}, seed).withSignal(0)).verdict());
        }
    }

    /**
     * Equal generators: outputs agree, the ranking is noise, and that is said. At 5 % two of 20 sets may be told apart.
     */
    @Test
    void aRankingOfEqualsIsNoise() {
        int noise = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Signal signal = signal(Scenario.of(200, 16, new double[]{0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, seed));
            assertTrue(signal.verdict() != Verdict.STRONG, signal::toString);
            noise += signal.verdict() == Verdict.NONE
                    && signal.reasons().stream().anyMatch(reason -> reason.contains("their ranking is noise")) ? 1 : 0;
        }
        assertTrue(noise >= SEEDS - 4, "noise: " + noise);
    }

    @Test
    void aFamilyThatMakesTheRankingIsNotStrong() {
        Scenario scenario = Scenario.of(1000, 16, new double[]{0.6, 0.6, 0.55, 0.5, 0.45, 0.4, 0.5}, 1)
                .withFamilies(0.7, 2);
        Signal signal = signal(scenario);
        assertTrue(signal.verdict() != Verdict.STRONG, signal::toString);
        assertSays(signal, "the ranking is another one once families");
        assertTrue(signal.advice().stream().anyMatch(advice -> advice.contains("copies")), signal::toString);
    }

    @Test
    void fewGeneratorsCannotBeChecked() {
        Signal signal = signal(Scenario.of(400, 16, new double[]{0.2, 0.5, 0.8}, 1));
        assertEquals(Verdict.WEAK, signal.verdict());
        assertSays(signal, "with 3 generators it cannot be checked");
    }

    /** Of the five, three are one: the model fits perfectly, and the copies look the best. */
    @Test
    void copiesAreSaid() {
        float[][][] outputs = new Simulation(Scenario.of(300, 8, new double[]{0.9, 0.9, 0.9, 0.5, 0.6}, 2)).outputs();
        for (float[][] sample : outputs) {
            sample[1] = sample[0];
            sample[2] = sample[0];
        }
        Judged judged = judge(outputs);
        assertTrue(judged.belief().signal().verdict() != Verdict.STRONG);
        assertSays(judged.belief().signal(), "model-1, model-2, model-3 gave the same outputs in every sample");
        assertTrue(judged.estimate().error()[0] < judged.estimate().error()[3]);
        double[] again = judged.belief().families().orElseThrow().error();
        assertEquals(0.9, again[0], 0.1);
        assertEquals(0.5, again[3], 0.1);
    }

    /** The mean of the others is nearer to each of them than any independent error allows. */
    @Test
    void anErrorBelowZeroIsSaid() {
        float[][][] outputs = new Simulation(Scenario.of(300, 8, new double[]{0.5, 0.7, 0.6, 0.8, 0.9}, 2)).outputs();
        for (float[][] sample : outputs) {
            for (int column = 0; column < 8; column++) {
                sample[0][column] = (sample[1][column] + sample[2][column] + sample[3][column] + sample[4][column]) / 4;
            }
        }
        Signal signal = signal(outputs);
        assertTrue(signal.verdict() != Verdict.STRONG, signal::toString);
        assertSays(signal, "the error of model-1 is not above zero");
    }

    @Test
    void outputsThatAreAllTheSameAreNoSignal() {
        assertEquals(Verdict.NONE, signal(new float[30][5][4]).verdict());
    }
}
