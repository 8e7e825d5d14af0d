package dev.smoothie.core.estimate;

import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VoteTest {
    private static final double[] ACCURACIES = {0.9, 0.7, 0.65, 0.5, 0.3};
    private static final Workers WORKERS = new Workers(3);

    private final Arena arena = Arena.ofShared();
    private final Random random = new Random(11);

    @AfterEach
    void close() {
        arena.close();
    }

    /** Answers to n questions, of which answer 0 is right; null is silence. */
    private Integer[][] answers(int n) {
        Integer[][] answers = new Integer[n][ACCURACIES.length];
        for (Integer[] row : answers) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextInt(10) == 0
                        ? null
                        : random.nextDouble() < ACCURACIES[i] ? 0 : 1 + random.nextInt(3);
            }
        }
        return answers;
    }

    /** Every answer is the same vector wherever it is given. */
    private Generations generations(Integer[][] answers) {
        int m = answers[0].length;
        Embeddings vectors = Embeddings.allocate(arena, (long) answers.length * m, 4);
        for (int sample = 0; sample < answers.length; sample++) {
            for (int i = 0; i < m; i++) {
                float[] vector = new float[4];
                if (answers[sample][i] != null) {
                    vector[answers[sample][i]] = 1 + answers[sample][i] % 2;
                }
                vectors.set((long) sample * m + i, vector);
            }
        }
        return new Generations(vectors, answers.length, 1, m, (sample, _, i) -> answers[sample][i] != null,
                (sample, _, i) -> answers[sample][i] == null);
    }

    /** What an independent program finds: accuracies, and the probability of each answer by sample. */
    private record Skene(double[] accuracies, List<Map<Integer, Double>> right) {}

    /**
     * Dawid and Skene's model on strings, here numbers: one accuracy for each generator, wrong answers equally likely, of
     * the answers that were given and one more.
     */
    private static Skene skene(Integer[][] answers) {
        int m = answers[0].length;
        double[] a = new double[m];
        Arrays.fill(a, 0.6);
        List<Map<Integer, Double>> right = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            right.clear();
            double[] sum = new double[m];
            int[] said = new int[m];
            for (Integer[] row : answers) {
                Map<Integer, Double> posterior = new LinkedHashMap<>();
                for (Integer answer : row) {
                    if (answer != null) {
                        posterior.put(answer, 1.0);
                    }
                }
                int wrong = posterior.size();
                for (int j = 0; j < m; j++) {
                    if (row[j] != null) {
                        double accuracy = a[j];
                        posterior.merge(row[j], accuracy * wrong / (1 - accuracy), (x, y) -> x * y);
                    }
                }
                double total = posterior.values().stream().mapToDouble(x -> x).sum();
                posterior.replaceAll((_, likelihood) -> likelihood / total);
                right.add(posterior);
                for (int j = 0; j < m; j++) {
                    if (row[j] != null) {
                        sum[j] += posterior.get(row[j]);
                        said[j]++;
                    }
                }
            }
            for (int j = 0; j < m; j++) {
                a[j] = Math.min(0.98, Math.max(0.02, (sum[j] + 1) / (said[j] + 2)));
            }
        }
        return new Skene(a, right);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 40, 1000})
    void underEqualityItIsDawidAndSkene(int n) {
        Integer[][] answers = answers(n);
        Skene expected = skene(answers);
        Vote found = Vote.of(arena, generations(answers), true, WORKERS);
        for (int j = 0; j < ACCURACIES.length; j++) {
            assertEquals(expected.accuracies()[j], 1 - found.estimate().error()[j], 1e-9);
        }
        for (int sample = 0; sample < n; sample++) {
            for (int j = 0; j < ACCURACIES.length; j++) {
                double right = answers[sample][j] == null
                        ? Double.NaN
                        : expected.right().get(sample).get(answers[sample][j]);
                assertEquals(right, 1 - found.errors().get(sample, j), 1e-9);
            }
        }
    }

    @Test
    void itFindsTheAccuracies() {
        Vote found = Vote.of(arena, generations(answers(4000)), true, WORKERS);
        for (int j = 0; j < ACCURACIES.length; j++) {
            assertEquals(ACCURACIES[j], 1 - found.estimate().error()[j], 0.03);
            assertTrue(found.estimate().standardError()[j] > 0 && found.estimate().standardError()[j] < 0.01);
        }
    }

    /** By the formulas of the page, on distances of all sizes. */
    @Test
    void nearAnswersVoteForEachOther() {
        int n = 60;
        int m = 4;
        double[][][] outputs = new double[n][m][3];
        Embeddings vectors = Embeddings.allocate(arena, (long) n * m, 3);
        for (int sample = 0; sample < n; sample++) {
            for (int i = 0; i < m; i++) {
                float[] vector = new float[3];
                for (int column = 0; column < 3; column++) {
                    vector[column] = (float) ((i + 1) * random.nextGaussian() / 3);
                    outputs[sample][i][column] = vector[column];
                }
                vectors.set((long) sample * m + i, vector);
            }
        }
        double mean = 0;
        double[][][] d = new double[n][m][m];
        for (int sample = 0; sample < n; sample++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    for (int column = 0; column < 3; column++) {
                        d[sample][i][j] += Math.pow(outputs[sample][i][column] - outputs[sample][j][column], 2);
                    }
                    mean += d[sample][i][j] / (n * m * (m - 1));
                }
            }
        }
        double[] a = new double[m];
        Arrays.fill(a, 0.6);
        double[][] q = new double[n][m];
        double[][] score = new double[n][m];
        for (int round = 0; round < 30; round++) {
            double[] sum = new double[m];
            for (int sample = 0; sample < n; sample++) {
                double[] s = new double[m];
                double c = 1;
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < m; j++) {
                        s[i] += Math.exp(-d[sample][i][j] / mean);
                    }
                    c += 1 / s[i];
                }
                double[] r = new double[m];
                double total = 0;
                for (int i = 0; i < m; i++) {
                    score[sample][i] = 0;
                    for (int j = 0; j < m; j++) {
                        score[sample][i] += Math.exp(-d[sample][i][j] / mean) * Math.log(a[j] * (c - 1) / (1 - a[j]));
                    }
                    r[i] = Math.exp(score[sample][i]) / s[i];
                    total += r[i];
                }
                for (int i = 0; i < m; i++) {
                    q[sample][i] = 0;
                    for (int j = 0; j < m; j++) {
                        q[sample][i] += Math.exp(-d[sample][i][j] / mean) * r[j] / total;
                    }
                    sum[i] += q[sample][i];
                }
            }
            for (int i = 0; i < m; i++) {
                a[i] = Math.clamp((sum[i] + 1) / (n + 2), 0.02, 0.98);
            }
        }
        Vote found = Vote.of(arena, Generations.complete(vectors, m), false, WORKERS);
        for (int sample = 0; sample < n; sample++) {
            for (int i = 0; i < m; i++) {
                double highest = 0;
                for (int j = 0; j < m; j++) {
                    highest = score[sample][j] <= score[sample][i] ? Math.max(highest, q[sample][j]) : highest;
                }
                assertEquals(highest, 1 - found.errors().get(sample, i), 1e-5);
            }
        }
        for (int i = 0; i < m; i++) {
            assertEquals(a[i], 1 - found.estimate().error()[i], 1e-5);
        }
    }

    @Test
    void itDoesNotDependOnThreadsNorOnTheOrderOfGenerators() {
        Integer[][] answers = answers(700);
        Vote expected = Vote.of(arena, generations(answers), false, WORKERS);
        Vote one = Vote.of(arena, generations(answers), false, new Workers(1));
        assertArrayEquals(expected.estimate().error(), one.estimate().error());
        Integer[][] turned = new Integer[answers.length][];
        for (int sample = 0; sample < answers.length; sample++) {
            turned[sample] = new Integer[]{answers[sample][4], answers[sample][2], answers[sample][0],
                    answers[sample][3], answers[sample][1]};
        }
        Vote found = Vote.of(arena, generations(turned), false, WORKERS);
        int[] origin = {4, 2, 0, 3, 1};
        for (int i = 0; i < origin.length; i++) {
            assertEquals(expected.estimate().error()[origin[i]], found.estimate().error()[i], 1e-9);
            for (int sample = 0; sample < answers.length; sample++) {
                assertEquals(expected.errors().get(sample, origin[i]), found.errors().get(sample, i), 1e-9);
            }
        }
    }

    /** Of the repeats of a sample each is a vote of its own, and the mean counts. */
    @Test
    void repeatsAreVotesOfTheirOwn() {
        Integer[][] answers = answers(200);
        Generations single = generations(answers);
        var twice = new Generations(single.vectors(), 100, 2, ACCURACIES.length,
                (sample, repeat, i) -> single.presence().present(2 * sample + repeat, 0, i));
        Vote expected = Vote.of(arena, single, true, WORKERS);
        Vote found = Vote.of(arena, twice, true, WORKERS);
        for (int i = 0; i < ACCURACIES.length; i++) {
            assertEquals(expected.estimate().error()[i], found.estimate().error()[i], 1e-12);
            for (int sample = 0; sample < 100; sample++) {
                double first = expected.errors().get(2L * sample, i);
                double second = expected.errors().get(2L * sample + 1, i);
                double mean = Double.isNaN(first) ? second : Double.isNaN(second) ? first : (first + second) / 2;
                assertEquals(mean, found.errors().get(sample, i), 1e-12);
            }
        }
    }

    @Test
    void countedPatternsVoteAsTheirSamples() {
        Integer[][] answers = answers(700);
        Vote all = Vote.of(arena, generations(answers), true, WORKERS);

        Map<List<Integer>, Long> counts = new LinkedHashMap<>();
        for (Integer[] row : answers) {
            counts.merge(Arrays.stream(row).map(answer -> answer == null ? -1 : answer).toList(), 1L, Long::sum);
        }
        List<List<Integer>> patterns = new ArrayList<>(counts.keySet());
        Vote counted = Vote.ofPatterns(arena,
                patterns.stream().map(row -> row.stream().mapToInt(cell -> cell).toArray()).toArray(int[][]::new),
                counts.values().stream().mapToLong(count -> count).toArray());

        assertTrue(patterns.size() < answers.length);
        assertArrayEquals(all.accuracies(), counted.accuracies(), 1e-12);
        assertArrayEquals(all.estimate().error(), counted.estimate().error(), 1e-12);
        assertArrayEquals(all.estimate().standardError(), counted.estimate().standardError(), 1e-12);
        assertArrayEquals(all.estimate().samples(), counted.estimate().samples());
        for (int sample = 0; sample < answers.length; sample++) {
            int pattern = patterns
                    .indexOf(Arrays.stream(answers[sample]).map(answer -> answer == null ? -1 : answer).toList());
            assertArrayEquals(all.errors().row(sample), counted.errors().row(pattern), 1e-12);
        }
    }
}
