package dev.smoothie.core.evaluate;

import dev.smoothie.core.evaluate.OtherScores.Choice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OtherScoresTest {
    private static final int MANY = 40_000;
    /** The expected highest of three independent standard normal numbers, 3/(2√π). */
    private static final double HIGHEST_OF_THREE = 1.5 / Math.sqrt(Math.PI);

    private static Choice choice(double[]... scores) {
        return OtherScores.of(new RepeatedScores(Map.of(0, scores)), (_, _) -> true, new int[]{0}).choices().get(0);
    }

    @Test
    void choosesByOneScoreAndGetsTheOther() {
        // By the second scores output 1 is best, whose first is ½; by the first scores output 0, whose second is 0.
        Choice choice = choice(new double[]{1, 0}, new double[]{0.5, 0.6});
        assertEquals(0.25, choice.score(), 1e-15);
        assertArrayEquals(new double[]{0.5, 0.5}, choice.shares());
    }

    @Test
    void leavesEachOfThreeScoresOutOnce() {
        // Without the first scores 3 against 2, so output 0, which gets 0; without the second 1½ against 2, so output 1,
        // which gets 2; without the third likewise.
        Choice choice = choice(new double[]{0, 3, 3}, new double[]{2, 2, 2});
        assertEquals(4 / 3.0, choice.score(), 1e-15);
        assertArrayEquals(new double[]{1 / 3.0, 2 / 3.0}, choice.shares(), 1e-15);
    }

    @Test
    void outputsThatTieCountInEqualParts() {
        // By the first scores both tie and get 0 and 1; by the second ones output 1 is best, whose first is 1.
        Choice choice = choice(new double[]{1, 0}, new double[]{1, 1});
        assertEquals((0.5 + 1) / 2, choice.score(), 1e-15);
        assertArrayEquals(new double[]{0.25, 0.75}, choice.shares());
    }

    @Test
    void moreScoresOfOneOutputAreShared() {
        // Two parts, as output 1 has two scores: of output 0, the first and third, 4 on average, and the second, 1.
        Choice choice = choice(new double[]{3, 1, 5}, new double[]{2, 2});
        // By 1 against 2, output 1, which gets 2; by 4 against 2, output 0, which gets 1.
        assertEquals(1.5, choice.score(), 1e-15);
    }

    @Test
    void countsSamplesWithTwoScoresOfEachOutputThatIsThere() {
        double[] once = {1};
        double[] twice = {1, 0};
        var repeats = new RepeatedScores(Map.of(0, new double[][]{twice, twice}, 1, new double[][]{once, twice}, 2,
                new double[][]{twice, new double[0]}, 4, new double[][]{twice, twice}));
        OtherScores found = OtherScores.of(repeats, (sample, generator) -> sample != 2 || generator == 0,
                new int[]{0, 1, 2, 3});
        assertEquals(Set.of(0, 2), found.choices().keySet(),
                "sample 1 has one score of an output, 3 has none, 4 does not count");
    }

    /** The oracle of many samples: of the mean scores, and by other scores. */
    private record Oracles(double usual, double other, double mean) {
        static Oracles of(double[][][] scores) {
            Map<Integer, double[][]> samples = new HashMap<>();
            IntStream.range(0, scores.length).forEach(sample -> samples.put(sample, scores[sample]));
            OtherScores found = OtherScores.of(new RepeatedScores(samples), (_, _) -> true,
                    IntStream.range(0, scores.length).toArray());
            return new Oracles(mean(scores, sample -> Arrays.stream(sample).mapToDouble(Oracles::mean).max()
                    .orElseThrow()),
                    found.choices().values().stream().mapToDouble(Choice::score).average().orElseThrow(),
                    mean(scores, sample -> Arrays.stream(sample).mapToDouble(Oracles::mean).average().orElseThrow()));
        }

        private static double mean(double[] scores) {
            return Arrays.stream(scores).average().orElseThrow();
        }

        private static double mean(double[][][] scores, ToDoubleFunction<double[][]> of) {
            return Arrays.stream(scores).mapToDouble(of).average().orElseThrow();
        }
    }

    private interface Score {
        double of(int sample, int output, int repeat);
    }

    private static Oracles simulated(int outputs, int repeats, Score score) {
        double[][][] scores = new double[MANY][outputs][repeats];
        for (int sample = 0; sample < MANY; sample++) {
            for (int output = 0; output < outputs; output++) {
                for (int repeat = 0; repeat < repeats; repeat++) {
                    scores[sample][output][repeat] = score.of(sample, output, repeat);
                }
            }
        }
        return Oracles.of(scores);
    }

    @Test
    void luckHelpsTheUsualOracleAndNotThisOne() {
        for (int repeats = 2; repeats <= 4; repeats++) {
            var random = new Random(repeats);
            Oracles found = simulated(3, repeats, (_, _, _) -> random.nextGaussian());
            // The standard deviation of each sample is at most 1, so this is 5 standard errors.
            double error = 5 / Math.sqrt(MANY);
            assertEquals(HIGHEST_OF_THREE / Math.sqrt(repeats), found.usual(), error);
            assertEquals(0, found.other(), error);
        }
    }

    @Test
    void tiesOfRightAndWrongDoNotHelpEither() {
        var random = new Random(7);
        // Each of four outputs is judged right with probability 0.3, twice.
        Oracles found = simulated(4, 2, (_, _, _) -> random.nextDouble() < 0.3 ? 1 : 0);
        double error = 5 * 0.5 / Math.sqrt(MANY);
        assertEquals(0.3, found.other(), error);
        assertEquals(1 - Math.pow(0.91, 4) + 0.5 * (Math.pow(0.91, 4) - Math.pow(0.49, 4)), found.usual(), error);
    }

    @Test
    void lenientJudgesCountAsInTheMean() {
        var random = new Random(8);
        Oracles found = simulated(3, 3, (_, _, repeat) -> 10 * repeat + random.nextGaussian());
        assertEquals(found.mean(), found.other(), 5 * Math.sqrt(2) / Math.sqrt(MANY));
    }

    @Test
    void whatIsTrulyBetterIsFound() {
        double noise = 0.8;
        var random = new Random(9);
        double[][] quality = new double[MANY][3];
        Arrays.stream(quality).forEach(row -> Arrays.setAll(row, _ -> random.nextGaussian()));
        Oracles found = simulated(3, 2, (sample, output, _) -> quality[sample][output] + noise * random.nextGaussian());
        double best = Arrays.stream(quality).mapToDouble(row -> Arrays.stream(row).max().orElseThrow()).average()
                .orElseThrow();
        double error = 5 * Math.hypot(1, noise) / Math.sqrt(MANY);
        // One score has variance 1 + noise², of which 1 is quality: the highest has so much quality on average.
        assertEquals(HIGHEST_OF_THREE / Math.hypot(1, noise), found.other(), error);
        assertEquals(HIGHEST_OF_THREE * Math.sqrt(1 + noise * noise / 2), found.usual(), error);
        assertTrue(found.other() < best && best < found.usual(), "the best true quality is between the two");
    }

    @Property
    void scoresWithoutNoiseAreTheOracles(@ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int repeats,
            @ForAll @IntRange(min = 1, max = 6) int outputs) {
        var random = new Random(seed);
        double[][] scores = new double[outputs][repeats];
        Arrays.stream(scores).forEach(row -> Arrays.fill(row, random.nextInt(10) / 7.0));
        double highest = Arrays.stream(scores).mapToDouble(row -> row[0]).max().orElseThrow();
        assertEquals(highest, choice(scores).score(), 1e-12);
    }

    @Property
    void theOrderOfOutputsDoesNotMatter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int outputs) {
        var random = new Random(seed);
        double[][] scores = new double[outputs][];
        Arrays.setAll(scores, _ -> random.ints(2 + random.nextInt(3), 0, 4).asDoubleStream().toArray());
        double[][] turned = new double[outputs][];
        Arrays.setAll(turned, output -> scores[outputs - 1 - output]);
        Choice one = choice(scores);
        Choice other = choice(turned);
        assertEquals(one.score(), other.score(), 1e-12);
        for (int output = 0; output < outputs; output++) {
            assertEquals(one.shares()[output], other.shares()[outputs - 1 - output], 1e-12);
        }
        assertEquals(1, Arrays.stream(one.shares()).sum(), 1e-12);
    }
}
