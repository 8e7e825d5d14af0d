package dev.smoothie.core.labels;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Tests the regression against one that is solved in another way, and leaving out against fits without the sample. */
class LabelFitTest {
    private static final int N = 25;
    private static final int M = 4;
    private static final int P = 3; // two features and presence
    private static final Workers WORKERS = new Workers(2);

    private final Arena arena = Arena.ofShared();
    private final Random random = new Random(11);
    private final double[][][] given = new double[2][N][M];
    private final boolean[][] missing = new boolean[N][M];
    private final boolean[][] silent = new boolean[N][M];
    private final Matrix scores = Matrix.allocate(arena, N, M);

    @AfterEach
    void close() {
        arena.close();
    }

    /** Two features; scores that depend on them and on the generator; some outputs are missing, silent or not scored. */
    private OutputFeatures draw() {
        for (int s = 0; s < N; s++) {
            for (int i = 0; i < M; i++) {
                missing[s][i] = random.nextInt(10) == 0;
                silent[s][i] = !missing[s][i] && random.nextInt(8) == 0;
                given[0][s][i] = missing[s][i] || silent[s][i] ? Double.NaN : 5 * random.nextGaussian() + s;
                given[1][s][i] = missing[s][i] || silent[s][i] ? Double.NaN : random.nextDouble();
                double good = silent[s][i] ? -1 : 0.1 * given[0][s][i] - given[1][s][i];
                scores.set(s, i, missing[s][i] || random.nextInt(9) == 0
                        ? Double.NaN
                        : good + 0.3 * i + 0.2 * random.nextGaussian());
            }
        }
        return features(arena, IntStream.range(0, N).toArray(), IntStream.range(0, M).toArray());
    }

    /** The features with samples and generators in another order. */
    private OutputFeatures features(Arena owner, int[] samples, int[] generators) {
        var outputs = new Generations(Embeddings.allocate(owner, (long) N * M, 1), N, 1, M,
                (s, _, i) -> !missing[samples[s]][generators[i]] && !silent[samples[s]][generators[i]],
                (s, _, i) -> silent[samples[s]][generators[i]]);
        List<Feature> features = IntStream.range(0, 2).mapToObj(f -> new Feature("feature " + f,
                (Errors) (s, row) -> Arrays.setAll(row, i -> given[f][samples[(int) s]][generators[i]]))).toList();
        return OutputFeatures.of(owner, outputs, features, WORKERS);
    }

    private static int[] all() {
        return IntStream.range(0, N).toArray();
    }

    /** Solves {@code (Z'Z + P) x = Z'y} by Gauss with pivoting, with rows written down from the definition. */
    private double[] plain(OutputFeatures features, int[] samples, double a, double b) {
        double[][] system = new double[P + M][P + M + 1];
        for (int sample : samples) {
            int s = sample;
            int[] scored = IntStream.range(0, M).filter(i -> !Double.isNaN(scores.get(s, i))).toArray();
            if (scored.length < 2) {
                continue;
            }
            double[][] rows = new double[scored.length][P + M + 1];
            for (int k = 0; k < scored.length; k++) {
                for (int f = 0; f < P; f++) {
                    rows[k][f] = features.values().get(s, scored[k] * P + f);
                }
                rows[k][P + scored[k]] = 1;
                rows[k][P + M] = scores.get(s, scored[k]);
            }
            for (int column = 0; column <= P + M; column++) {
                int c = column;
                double mean = Arrays.stream(rows).mapToDouble(row -> row[c]).average().orElseThrow();
                Arrays.stream(rows).forEach(row -> row[c] -= mean);
            }
            for (double[] row : rows) {
                for (int i = 0; i < P + M; i++) {
                    for (int j = 0; j <= P + M; j++) {
                        system[i][j] += row[i] * row[j];
                    }
                }
            }
        }
        for (int i = 0; i < P + M; i++) {
            system[i][i] += i < P ? a : b;
        }
        return solve(system);
    }

    private static double[] solve(double[][] system) {
        int q = system.length;
        for (int i = 0; i < q; i++) {
            int pivot = i;
            for (int row = i + 1; row < q; row++) {
                pivot = Math.abs(system[row][i]) > Math.abs(system[pivot][i]) ? row : pivot;
            }
            double[] kept = system[i];
            system[i] = system[pivot];
            system[pivot] = kept;
            for (int row = 0; row < q; row++) {
                if (row != i) {
                    double factor = system[row][i] / system[i][i];
                    for (int column = i; column <= q; column++) {
                        system[row][column] -= factor * system[i][column];
                    }
                }
            }
        }
        return IntStream.range(0, q).mapToDouble(i -> system[i][q] / system[i][i]).toArray();
    }

    @Test
    void featuresAreCentredWithinSamplesAndScaledOverTheSet() {
        OutputFeatures features = draw();
        for (int f = 0; f < P; f++) {
            double squares = 0;
            int count = 0;
            for (int s = 0; s < N; s++) {
                double sum = 0;
                for (int i = 0; i < M; i++) {
                    double value = features.values().get(s, i * P + f);
                    sum += value;
                    squares += value * value;
                    count += missing[s][i] ? 0 : 1;
                    if (missing[s][i] || (silent[s][i] && f < 2)) {
                        assertEquals(0, value);
                    }
                }
                assertEquals(0, sum, 1e-12);
            }
            assertEquals(1, squares / count, 1e-12);
        }
    }

    @Test
    void coefficientsAreThoseOfRidgeRegression() {
        OutputFeatures features = draw();
        for (double[] penalties : new double[][]{{1, 10}, {0.1, 1000}, {50, 0.5}}) {
            Ridge ridge = Ridge.fit(Labelled.of(features, scores, all()), P, penalties[0], penalties[1]);
            assertArrayEquals(plain(features, all(), penalties[0], penalties[1]), ridge.coefficients(), 1e-9);
        }
    }

    @Test
    void leavingASampleOutIsAFitWithoutIt() {
        OutputFeatures features = draw();
        List<Labelled> labelled = Labelled.of(features, scores, all());
        Ridge ridge = Ridge.fit(labelled, P, 3, 0.7);
        double loss = 0;
        for (int out = 0; out < labelled.size(); out++) {
            Labelled sample = labelled.get(out);
            double[] without = plain(features, IntStream.range(0, N).filter(s -> s != sample.sample()).toArray(), 3,
                    0.7);
            double squares = 0;
            for (int k = 0; k < sample.scores().length; k++) {
                double predicted = 0;
                for (int column = 0; column < P + M; column++) {
                    predicted += sample.rows()[k][column] * without[column];
                }
                assertEquals(predicted, ridge.heldOut()[out][k], 1e-9);
                squares += Math.pow(sample.scores()[k] - predicted, 2);
            }
            loss += squares / sample.scores().length / labelled.size();
        }
        assertEquals(loss, ridge.loss(), 1e-9);
    }

    @Test
    void noOtherPenaltiesOfTheGridPredictBetter() {
        OutputFeatures features = draw();
        List<Labelled> labelled = Labelled.of(features, scores, all());
        double best = Ridge.best(labelled, P, WORKERS).loss();
        for (double a = 1e4; a > 0.09; a /= 10) {
            for (double b = 1e4; b > 0.09; b /= 10) {
                assertTrue(best <= Ridge.fit(labelled, P, a, b).loss() * (1 + 1e-8));
            }
        }
    }

    @Test
    void theOrderOfSamplesAndGeneratorsAndTheThreadsDoNotMatter() {
        OutputFeatures features = draw();
        LabelFit fit = LabelFit.of(features, scores, all(), WORKERS);
        int[] samples = IntStream.range(0, N).map(s -> (7 * s + 3) % N).toArray();
        int[] generators = {2, 0, 3, 1};
        Matrix moved = Matrix.allocate(arena, N, M);
        for (int s = 0; s < N; s++) {
            for (int i = 0; i < M; i++) {
                moved.set(s, i, scores.get(samples[s], generators[i]));
            }
        }
        LabelFit other = LabelFit.of(features(arena, samples, generators), moved, all(), new Workers(1));
        double[] expected = new double[M];
        double[] found = new double[M];
        for (int s = 0; s < N; s++) {
            fit.predict(samples[s], expected);
            other.predict(s, found);
            for (int i = 0; i < M; i++) {
                assertEquals(expected[generators[i]], found[i], 1e-9);
            }
        }
        assertEquals(fit.top(), other.top());
        double[] again = new double[M];
        LabelFit.of(features, scores, all(), new Workers(1)).predict(5, again);
        fit.predict(5, expected);
        assertArrayEquals(expected, again); // threads change nothing at all
    }

    @Test
    void predictionsAreOnTheScaleOfTheScores() {
        OutputFeatures features = draw();
        LabelFit fit = LabelFit.of(features, scores, all(), WORKERS);
        double[] predicted = new double[M];
        double sum = 0;
        double truth = 0;
        for (Labelled sample : Labelled.of(features, scores, all())) {
            fit.predict(sample.sample(), predicted);
            sum += Arrays.stream(sample.generators()).mapToDouble(i -> predicted[i]).average().orElseThrow();
            truth += sample.mean();
        }
        assertEquals(truth, sum, 1e-9);
        for (int s = 0; s < N; s++) {
            fit.predict(s, predicted);
            for (int i = 0; i < M; i++) {
                assertEquals(missing[s][i], Double.isNaN(predicted[i]));
            }
        }
    }

    @Test
    void uncertainRowsHaveTheMeanOfTheErrors() {
        OutputFeatures features = draw();
        LabelFit fit = LabelFit.of(features, scores, IntStream.range(0, 12).toArray(), WORKERS);
        Matrix errors = fit.errors(arena, WORKERS);
        Matrix uncertain = fit.uncertain(arena, errors);
        for (int i = 0; i < M; i++) {
            int column = i;
            double[] plain = IntStream.range(0, N).mapToDouble(s -> errors.get(s, column))
                    .filter(value -> !Double.isNaN(value)).toArray();
            double[] more = IntStream.range(0, N).mapToDouble(s -> uncertain.get(s, column))
                    .filter(value -> !Double.isNaN(value)).toArray();
            assertEquals(Arrays.stream(plain).average().orElseThrow(), Arrays.stream(more).average().orElseThrow(),
                    1e-9);
            assertEquals(plain.length, more.length);
        }
    }

    @Test
    void labelsThatTeachNothingAreRefused() {
        OutputFeatures features = draw();
        CoreException none = assertThrows(CoreException.class,
                () -> LabelFit.of(features, scores, new int[0], WORKERS));
        assertTrue(none.getMessage().contains("at least 2"), none.getMessage());
        Matrix constant = Matrix.allocate(arena, N, M); // all scores are 0
        assertFalse(LabelFit.teaches(features, constant, all()));
        CoreException equal = assertThrows(CoreException.class,
                () -> LabelFit.of(features, constant, all(), WORKERS));
        assertTrue(equal.getMessage().contains("the same score"), equal.getMessage());
        assertTrue(LabelFit.teaches(features, scores, all()));
    }
}
