package dev.smoothie.core.reviews;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Judges are drawn from the model; what is expected are the numbers that they were drawn with. */
class ReviewEstimateTest {
    private static final Workers WORKERS = new Workers(2);
    private static final int MANY = 4000;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private ReviewEstimate estimate(Judge... judges) {
        return ReviewEstimate.of(arena, SimulatedJudges.reviews(judges), WORKERS);
    }

    @Test
    void reliabilityIsTheCorrelationWithTheTruthWhateverTheScale() {
        var drawn = new SimulatedJudges(arena, 1, MANY, 0.5, 0, 0, -0.5, 0);
        ReviewEstimate found = estimate(drawn.judge("good", 0.8, 1, -1, 0, 0), drawn.judge("fair", 0.6, 30, -1, 0, 0),
                drawn.judge("poor", 0.3, 0.01, -1, 0, 0));
        assertEquals(0.8, found.judges().get(0).reliability(), 0.04);
        assertEquals(0.6, found.judges().get(1).reliability(), 0.04);
        assertEquals(0.3, found.judges().get(2).reliability(), 0.04);
        // The mean of 0.8·0.6, 0.8·0.3 and 0.6·0.3.
        assertEquals(0.3, found.agreement(), 4 * found.agreementError());
        // The scale, for views of 5 outputs that vary by 1.
        assertEquals(30, found.judges().get(1).deviation(), 1);
    }

    @Test
    void errorsAreThoseOfTheClosedForm() {
        var drawn = new SimulatedJudges(arena, 2, 300, 1, 0, -1, 0);
        Judge[] judges = {drawn.judge("a", 0.9, 1, -1, 0, 0), drawn.judge("b", 0.5, 2, -1, 0, 0),
                drawn.judge("c", 0.7, 3, -1, 0, 0), drawn.judge("d", 0.2, 1, -1, 0, 0)};
        double[][] views = Arrays.stream(judges).map(ReviewEstimateTest::view).toArray(double[][]::new);
        ReviewEstimate found = estimate(judges);
        for (int a = 0; a < judges.length; a++) {
            double sum = 0;
            int count = 0;
            for (int b = 0; b < judges.length; b++) {
                for (int c = b + 1; c < judges.length; c++) {
                    if (b != a && c != a) {
                        sum += (distance(views[a], views[b]) + distance(views[a], views[c])
                                - distance(views[b], views[c])) / 2;
                        count++;
                    }
                }
            }
            assertEquals(sum / count, found.judges().get(a).error(), 1e-9);
        }
    }

    /** The standardised view of a judge that scored everything, {@code [n·m]}. */
    private static double[] view(Judge judge) {
        int m = judge.scores().columns();
        double[] view = new double[Math.toIntExact(judge.scores().rows() * m)];
        double squares = 0;
        for (int sample = 0; sample < judge.scores().rows(); sample++) {
            double mean = Arrays.stream(judge.scores().row(sample)).average().orElseThrow();
            for (int i = 0; i < m; i++) {
                view[sample * m + i] = judge.scores().get(sample, i) - mean;
                squares += view[sample * m + i] * view[sample * m + i];
            }
        }
        double deviation = Math.sqrt(squares / (judge.scores().rows() * (m - 1)));
        return Arrays.stream(view).map(x -> x / deviation).toArray();
    }

    /** The mean squared difference, counting one less than the outputs of each sample: here of four. */
    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum / (a.length * 3 / 4.0);
    }

    @Test
    void aJudgeThatScoresAtRandomHardlyCounts() {
        var drawn = new SimulatedJudges(arena, 3, MANY, 0.3, 0, 0, -0.3);
        ReviewEstimate found = estimate(drawn.judge("a", 0.7, 1, -1, 0, 0), drawn.judge("random", 0, 5, -1, 0, 0),
                drawn.judge("b", 0.7, 2, -1, 0, 0));
        assertEquals(0, found.judges().get(1).reliability(), 0.06);
        assertEquals(0, found.judges().get(1).weight(), 0.01);
        // Of two judges only the product of reliabilities is known.
        double product = found.judges().get(0).reliability() * found.judges().get(2).reliability();
        assertEquals(0.49, product, 0.03);
        assertEquals(found.judges().get(0).reliability(), found.judges().get(2).reliability(), 0.1);
    }

    @Test
    void selfPreferenceIsFoundInPointsAndTakenOut() {
        double[] means = {0.6, 0.2, 0, -0.2, -0.6};
        var drawn = new SimulatedJudges(arena, 4, MANY, means);
        Judge vain = drawn.judge("3", 0.6, 2, 3, 3.0, 0);
        Judge modest = drawn.judge("0", 0.8, 1, 0, -0.5, 0);
        ReviewEstimate found = estimate(drawn.judge("other", 0.7, 1, -1, 0, 0), vain, modest);
        JudgeEstimate first = found.judges().get(1);
        assertEquals(3.0, first.preference(), 4 * first.preferenceError());
        // One standard error, by the noise of the judge and of the others: about 2·√(1 − 0.36 + …)/√n.
        assertTrue(first.preferenceError() > 0.02 && first.preferenceError() < 0.08, "" + first.preferenceError());
        JudgeEstimate second = found.judges().get(2);
        assertEquals(-0.5, second.preference(), 4 * second.preferenceError());
        assertTrue(Double.isNaN(found.judges().get(0).preference()));
        assertEquals(List.of(0, 1, 2, 3, 4), found.estimate().ranking());
    }

    @Test
    void generatorsThatJudgeEachOtherAreRankedWithoutTheirVanity() {
        var drawn = new SimulatedJudges(arena, 5, MANY, 0.5, 0, -0.5);
        ReviewEstimate found = estimate(drawn.judge("a", 0.7, 1, 0, 0, 0), drawn.judge("b", 0.7, 1, 1, 0.5, 0),
                drawn.judge("c", 0.7, 1, 2, 2, 0));
        assertEquals(List.of(0, 1, 2), found.estimate().ranking());
        double[] vanity = {0, 0.5, 2};
        for (int judge = 0; judge < 3; judge++) {
            assertEquals(vanity[judge], found.judges().get(judge).preference(), 0.12);
            assertEquals(0.7, found.judges().get(judge).reliability(), 0.05);
        }
    }

    @Test
    void twoJudgesCountTheSameAndOneIsNotKnown() {
        var drawn = new SimulatedJudges(arena, 6, MANY, 0.5, 0, -0.5, 0);
        Judge good = drawn.judge("good", 0.9, 1, -1, 0, 0);
        ReviewEstimate two = estimate(good, drawn.judge("poor", 0.4, 1, -1, 0, 0));
        assertEquals(0.5, two.judges().get(0).weight(), 1e-12);
        assertEquals(Math.sqrt(0.36), two.judges().get(0).reliability(), 0.03);
        assertTrue(Double.isNaN(two.judges().get(0).error()));
        ReviewEstimate one = estimate(good);
        assertEquals(1, one.judges().getFirst().weight(), 1e-12);
        assertTrue(Double.isNaN(one.judges().getFirst().reliability()));
        assertTrue(Double.isNaN(one.agreement()));
        // Its order of the outputs of a sample stays as it is.
        for (int sample = 0; sample < 100; sample++) {
            assertArrayEquals(order(negative(good.scores().row(sample))), order(one.estimate().y().row(sample)));
        }
    }

    private static double[] negative(double[] row) {
        return Arrays.stream(row).map(x -> -x).toArray();
    }

    private static int[] order(double[] row) {
        return java.util.stream.IntStream.range(0, row.length).boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> row[i])).mapToInt(i -> i).toArray();
    }

    @Test
    void aSampleIsJudgedByItsReviewsOnlyAsFarAsTheyAreMoreThanNoise() {
        // All of the truth lies between generators: what differs from sample to sample is noise.
        int n = 2000;
        double[][] truth = new double[n][];
        Arrays.fill(truth, new double[]{1, 0, -1});
        var random = new java.util.Random(7);
        Judge[] judges = new Judge[3];
        for (int j = 0; j < 3; j++) {
            Matrix scores = Matrix.allocate(arena, n, 3);
            for (int sample = 0; sample < n; sample++) {
                for (int i = 0; i < 3; i++) {
                    scores.set(sample, i, truth[sample][i] + 2 * random.nextGaussian());
                }
            }
            judges[j] = new Judge("j" + j, OptionalInt.empty(), scores);
        }
        ReviewEstimate found = estimate(judges);
        int first = 0;
        for (int sample = 0; sample < n; sample++) {
            double[] row = found.errors().row(sample);
            first += row[0] < row[1] && row[1] < row[2] ? 1 : 0;
        }
        assertTrue(first > 0.95 * n, first + " of " + n);
    }

    @Test
    void missingReviewsChangeNeitherReliabilityNorSelfPreference() {
        var drawn = new SimulatedJudges(arena, 8, MANY, 0.5, 0.2, 0, -0.2, -0.5);
        ReviewEstimate found = estimate(drawn.judge("a", 0.8, 1, -1, 0, 0.3),
                drawn.judge("b", 0.6, 2, 1, 2.0, 0.1), drawn.judge("c", 0.5, 1, -1, 0, 0.6));
        double[] reliability = {0.8, 0.6, 0.5};
        for (int judge = 0; judge < 3; judge++) {
            assertEquals(reliability[judge], found.judges().get(judge).reliability(), 0.07);
        }
        assertEquals(2.0, found.judges().get(1).preference(), 4 * found.judges().get(1).preferenceError());
        assertEquals(List.of(0, 1, 2, 3, 4), found.estimate().ranking());
        assertEquals(0.7 * 5 * MANY, (double) found.judges().get(0).reviews(), 300);
    }

    @Test
    void judgesThatLeaveOutTheirOwnOutputsAreOnOneScale() {
        // Exact views of qualities 3, 2, 1, 0 by four judges, each without its own: the mean of what is left differs.
        int n = 10;
        Judge[] judges = new Judge[4];
        for (int j = 0; j < 4; j++) {
            Matrix scores = Matrix.allocate(arena, n, 4);
            for (int sample = 0; sample < n; sample++) {
                for (int i = 0; i < 4; i++) {
                    // Turned by the sample, so that generators do not differ over the set.
                    scores.set(sample, i, i == j ? Double.NaN : (3 - i + sample) % 4);
                }
            }
            judges[j] = new Judge("g" + j, OptionalInt.of(j), scores);
        }
        ReviewEstimate found = estimate(judges);
        for (int sample = 0; sample < n; sample++) {
            double[] error = found.estimate().y().row(sample);
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < 4; k++) {
                    if ((3 - i + sample) % 4 > (3 - k + sample) % 4) {
                        assertTrue(error[i] < error[k], Arrays.toString(error));
                    }
                }
            }
        }
        assertTrue(Double.isNaN(found.judges().getFirst().preference()));
    }

    @Test
    void permutingJudgesAndGeneratorsPermutesTheResults() {
        var drawn = new SimulatedJudges(arena, 9, 200, 0.5, 0, -0.5, 0.1);
        Judge[] judges = {drawn.judge("a", 0.8, 1, 2, 1, 0.1), drawn.judge("b", 0.6, 2, -1, 0, 0.2),
                drawn.judge("c", 0.3, 1, 0, 0.5, 0)};
        int[] generators = {2, 0, 3, 1};
        int[] order = {1, 2, 0};
        Judge[] turned = new Judge[3];
        for (int j = 0; j < 3; j++) {
            turned[j] = turn(judges[order[j]], generators);
        }
        ReviewEstimate one = estimate(judges);
        ReviewEstimate other = estimate(turned);
        for (int j = 0; j < 3; j++) {
            assertEquals(one.judges().get(order[j]).reliability(), other.judges().get(j).reliability(), 1e-6);
            assertEquals(one.judges().get(order[j]).preference(), other.judges().get(j).preference(), 1e-6);
        }
        for (int sample = 0; sample < 200; sample++) {
            for (int i = 0; i < 4; i++) {
                assertEquals(one.errors().get(sample, generators[i]), other.errors().get(sample, i), 1e-6);
            }
        }
    }

    /** The judge with column i from column generators[i]. */
    private Judge turn(Judge judge, int[] generators) {
        Matrix scores = Matrix.allocate(arena, judge.scores().rows(), generators.length);
        for (int sample = 0; sample < scores.rows(); sample++) {
            for (int i = 0; i < generators.length; i++) {
                scores.set(sample, i, judge.scores().get(sample, generators[i]));
            }
        }
        OptionalInt own = judge.own().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Arrays.stream(generators).boxed().toList().indexOf(judge.own().getAsInt()));
        return new Judge(judge.name(), own, scores);
    }

    @Test
    void judgesThatContradictEachOtherAreNotTurnedRound() {
        var drawn = new SimulatedJudges(arena, 10, 500, 0.5, 0, -0.5);
        Judge good = drawn.judge("good", 0.8, 1, -1, 0, 0);
        Judge bad = drawn.judge("bad", -0.8, 1, -1, 0, 0);
        ReviewEstimate found = estimate(good, bad);
        assertEquals(0, found.judges().get(0).reliability(), 1e-12);
        assertEquals(0.5, found.judges().get(1).weight(), 1e-12);
        assertTrue(found.agreement() < -3 * found.agreementError());
    }

    @Test
    void aJudgeThatTellsNothingApartDoesNotCountAndOneAloneIsRefused() {
        var drawn = new SimulatedJudges(arena, 11, 50, 0.5, 0, -0.5);
        Judge mute = drawn.judge("mute", 0.5, 0, -1, 0, 0);
        ReviewEstimate found = estimate(mute, drawn.judge("a", 0.5, 1, -1, 0, 0));
        assertEquals(0, found.judges().getFirst().weight());
        assertTrue(found.estimate().error()[0] < 0.5);
        String message = assertThrows(CoreException.class, () -> estimate(mute)).getMessage();
        assertTrue(message.contains("tell no outputs apart"), message);
    }
}
