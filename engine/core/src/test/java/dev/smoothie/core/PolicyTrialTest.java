package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.AnswerOdds;
import dev.smoothie.core.estimate.Panel;
import dev.smoothie.core.route.CascadeCurve;
import dev.smoothie.core.route.CascadeCurve.Point;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.simulation.AnswerScenario;
import dev.smoothie.simulation.AnswerSimulation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tries policies on simulated answers. */
class PolicyTrialTest {
    private static final double[] ACCURACIES = {0.5, 0.62, 0.7, 0.75, 0.85};
    private static final Costs COSTS = Costs.of(1, 2, 4, 6, 12);
    private static final Smoothie SMOOTHIE = new Smoothie(TestBackends.scalar(), Simulated.WORKERS,
            Integer::toString);
    private static final Method VOTE = new Method.Vote(OptionalInt.empty(), true);

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Samples samples(AnswerScenario scenario) {
        return Samples.of(Simulated.generations(arena, new AnswerSimulation(scenario).outputs(8), 8));
    }

    private Matrix paid(int samples) {
        Matrix paid = Matrix.allocate(arena, samples, COSTS.perInput().length);
        for (int sample = 0; sample < samples; sample++) {
            paid.write(sample, COSTS.perInput());
        }
        return paid;
    }

    private PolicyTrial crossed(Samples samples) {
        var odd = new BitSet();
        IntStream.range(0, samples.size()).filter(sample -> sample % 2 == 1).forEach(odd::set);
        return PolicyTrial.crossed(SMOOTHIE, arena, VOTE, samples, odd, COSTS, paid(samples.size()));
    }

    /** The share of right answers among those that a policy takes. */
    private static double truth(AnswerScenario scenario, int[] picks) {
        var simulation = new AnswerSimulation(scenario);
        return IntStream.range(0, picks.length)
                .filter(sample -> simulation.answers(sample)[picks[sample]] == AnswerSimulation.RIGHT).count()
                / (double) picks.length;
    }

    private static double estimate(PolicyTrial trial, int[] picks) {
        return IntStream.range(0, picks.length).mapToDouble(sample -> trial.values().get(sample, picks[sample]))
                .average().orElseThrow();
    }

    private static int[] cascade(PolicyTrial trial, double threshold) {
        return IntStream.range(0, trial.walks().samples())
                .map(sample -> trial.walks().end(sample, threshold).generator()).toArray();
    }

    /** Some outputs are missing, and some say nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPanelOfAllTakesWhatTheVoteRoutesTo(boolean equality) {
        var scenario = AnswerScenario.of(150, ACCURACIES, 5).withWrong(0.4, 3);
        Generations whole = samples(scenario).requireGenerations();
        var outputs = new Generations(whole.vectors(), whole.samples(), 1, whole.generators(),
                (sample, _, i) -> (sample + 3 * i) % 7 > 1, (sample, _, i) -> (sample + 3 * i) % 7 == 1);
        var samples = Samples.of(outputs);
        var method = new Method.Vote(OptionalInt.empty(), equality);
        PolicyTrial trial = PolicyTrial.of(SMOOTHIE, arena, method, samples, samples, COSTS, paid(150));
        assertArrayEquals(SMOOTHIE.route(arena, samples, method).routes(), trial.panel(List.of(0, 1, 2, 3, 4)));
    }

    /** Questions of all difficulties, with popular mistakes: a vote alone would be too sure by far. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theEstimatesAreHonestWhereNobodyIsRelated(long seed) {
        var scenario = AnswerScenario.of(3000, ACCURACIES, seed).withDifficulty(1.5).withWrong(0.3, 20);
        PolicyTrial trial = crossed(samples(scenario));
        for (int generator = 0; generator < ACCURACIES.length; generator++) {
            int[] picks = new int[3000];
            Arrays.fill(picks, generator);
            assertEquals(truth(scenario, picks), estimate(trial, picks), 0.05);
        }
        for (double threshold : new double[]{0, 0.7, 0.9, 1}) {
            int[] picks = cascade(trial, threshold);
            assertEquals(truth(scenario, picks), estimate(trial, picks), 0.05, "at " + threshold);
        }
    }

    /** The estimate may be 0.03 off. */
    @Test
    void theThresholdForAShareOfTheBestReachesIt() {
        var scenario = AnswerScenario.of(4000, ACCURACIES, 9).withDifficulty(1).withWrong(0.2, 20);
        PolicyTrial trial = crossed(samples(scenario));
        int[] best = new int[4000];
        Arrays.fill(best, 4);
        CascadeCurve curve = CascadeCurve.of(trial.walks(), trial.values());
        Point found = curve.cheapest(0.95 * estimate(trial, best)).orElseThrow();
        assertTrue(found.cost() < 12_000);
        assertTrue(truth(scenario, cascade(trial, found.threshold())) > 0.92 * truth(scenario, best));
    }

    @Test
    void probabilitiesAreThoseOfTheShareThatIsRight() {
        var scenario = AnswerScenario.of(6000, ACCURACIES, 4).withDifficulty(1).withWrong(0.3, 10);
        var simulation = new AnswerSimulation(scenario);
        int[] all = {0, 1, 2, 3, 4};
        List<Panel> panels = IntStream.range(0, 6000)
                .mapToObj(sample -> Panel.ofAnswers(all, simulation.answers(sample))).toList();
        AnswerOdds odds = AnswerOdds.of(5, panels.subList(0, 3000));
        double[] sums = new double[4];
        int[] right = new int[4];
        int[] counts = new int[4];
        for (int sample = 3000; sample < 6000; sample++) {
            double[] found = odds.right(panels.get(sample));
            for (int i = 0; i < 5; i++) {
                int bin = Math.min(3, (int) (4 * found[i]));
                sums[bin] += found[i];
                counts[bin]++;
                right[bin] += simulation.answers(sample)[i] == AnswerSimulation.RIGHT ? 1 : 0;
            }
        }
        for (int bin = 0; bin < 4; bin++) {
            assertTrue(counts[bin] > 300);
            assertEquals((double) right[bin] / counts[bin], sums[bin] / counts[bin], 0.07, "bin " + bin);
        }
    }

    /** The samples in another order, each in the half that it was in. */
    @Test
    void theOrderOfTheSamplesDoesNotMatter() {
        Samples samples = samples(AnswerScenario.of(200, ACCURACIES, 7).withWrong(0.4, 3));
        PolicyTrial trial = crossed(samples);
        int[] order = IntStream.range(0, 200).map(sample -> (sample * 77 + 31) % 200).toArray();
        var half = new BitSet();
        IntStream.range(0, 200).filter(row -> order[row] % 2 == 1).forEach(half::set);
        PolicyTrial other = PolicyTrial.crossed(SMOOTHIE, arena, VOTE, PolicyTrial.part(arena, samples, order), half,
                COSTS, paid(200));
        for (int row = 0; row < 200; row++) {
            for (int i = 0; i < 5; i++) {
                assertEquals(trial.values().get(order[row], i), other.values().get(row, i), 1e-6);
            }
            assertEquals(trial.walks().end(order[row], 0.8), other.walks().end(row, 0.8));
        }
    }

    /** Both kinds of question are answered well by one generator and badly by the other; the rest is mediocre. */
    @Test
    void theBestIsChosenBySimilarInputs() {
        int n = 400;
        Embeddings inputs = Embeddings.allocate(arena, n, 2);
        Embeddings outputs = Embeddings.allocate(arena, n * 5L, 8);
        var random = new Random(3);
        for (int sample = 0; sample < n; sample++) {
            int kind = sample / 2 % 2; // both kinds are in both halves
            inputs.set(sample, new float[]{kind * 10 + random.nextFloat(), random.nextFloat()});
            for (int i = 0; i < 5; i++) {
                double accuracy = i == kind ? 0.95 : i == 1 - kind ? 0.3 : 0.7;
                float[] answer = new float[8];
                answer[random.nextDouble() < accuracy ? 0 : 1 + random.nextInt(7)] = 1;
                outputs.set(sample * 5L + i, answer);
            }
        }
        Samples samples = Samples.of(inputs, Generations.complete(outputs, 5));
        int[] picks = crossed(samples).best(Optional.empty());
        long well = IntStream.range(0, n).filter(sample -> picks[sample] == sample / 2 % 2).count();
        assertTrue(well > 0.9 * n, well + " of " + n);
    }

    @Test
    void whatCannotBeTriedIsRefused() {
        Samples samples = samples(AnswerScenario.of(10, ACCURACIES, 1));
        assertThrows(IllegalArgumentException.class,
                () -> PolicyTrial.crossed(SMOOTHIE, arena, VOTE, samples, new BitSet(), COSTS, paid(10)));
        assertThrows(IllegalArgumentException.class,
                () -> PolicyFit.of(SMOOTHIE, arena, samples, new Method.Global()));
    }
}
