package dev.smoothie.core.estimate;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.TestBackends;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShrunkConsensusTest {
    private static final int D = 5;
    private static final Workers WORKERS = new Workers(2);

    /** Gaussian outputs; the first {@code family} generators share half of the variance of their errors. */
    private static float[][][] draw(long seed, int n, int m, int family) {
        var random = new Random(seed);
        float[][][] outputs = new float[n][m][D];
        for (float[][] sample : outputs) {
            double scale = Math.exp(random.nextGaussian() / 3);
            for (int column = 0; column < D; column++) {
                double shared = random.nextGaussian();
                for (int i = 0; i < m; i++) {
                    double own = random.nextGaussian();
                    sample[i][column] = (float) (scale * (1 + 0.2 * i)
                            * (i < family ? Math.sqrt(0.5) * (shared + own) : own));
                }
            }
        }
        return outputs;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int column = 0; column < a.length; column++) {
            sum += Math.pow((double) a[column] - b[column], 2);
        }
        return sum;
    }

    /** Row estimates by the loop over triplets, for any symmetric matrix. */
    private static double[] row(double[][] distances) {
        int m = distances.length;
        double[] y = new double[m];
        for (int i = 0; i < m; i++) {
            int triplets = 0;
            for (int j = 0; j < m; j++) {
                for (int k = j + 1; k < m; k++) {
                    if (j != i && k != i) {
                        y[i] += (distances[i][j] + distances[i][k] - distances[j][k]) / 2;
                        triplets++;
                    }
                }
            }
            y[i] /= triplets;
        }
        return y;
    }

    private static double[][] deviations(float[][] sample, double[][] mean) {
        int m = sample.length;
        double[][] distances = new double[m][m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                distances[i][j] = i == j ? 0 : distance(sample[i], sample[j]) - mean[i][j];
            }
        }
        return distances;
    }

    /** ρ² from its definition: residuals of each sample's fit, and how they pass through the triplets. */
    private static double weight(float[][][] outputs) {
        int m = outputs[0].length;
        double[][] mean = new double[m][m];
        for (float[][] sample : outputs) {
            double[][] distances = deviations(sample, new double[m][m]);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    mean[i][j] += distances[i][j] / outputs.length;
                }
            }
        }
        double noise = 0;
        double all = 0;
        for (float[][] sample : outputs) {
            double[][] distances = deviations(sample, mean);
            double[] y = row(distances);
            double squares = 0;
            double centre = 0;
            for (int i = 0; i < m; i++) {
                centre += y[i] / m;
                for (int j = i + 1; j < m; j++) {
                    squares += Math.pow(distances[i][j] - y[i] - y[j], 2);
                }
            }
            noise += squares / (m * (m - 1) / 2 - m) * passed(m);
            for (double estimate : y) {
                all += Math.pow(estimate - centre, 2);
            }
        }
        double share = Math.max(0, 1 - noise / all);
        return share * share;
    }

    /** What unit noise in every distance adds to {@code Σ (y_i − ȳ)²}: each pair's effect by itself. */
    private static double passed(int m) {
        double sum = 0;
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                double[][] one = new double[m][m];
                one[i][j] = 1;
                one[j][i] = 1;
                double[] y = row(one);
                double centre = 0;
                for (double effect : y) {
                    centre += effect / m;
                }
                for (double effect : y) {
                    sum += Math.pow(effect - centre, 2);
                }
            }
        }
        return sum;
    }

    private static double weightOf(Arena arena, float[][][] outputs, Presence presence) {
        return ShrunkConsensus
                .weight(PairDistances.of(arena, Triplets.generations(arena, outputs, presence), WORKERS));
    }

    @Test
    void theWeightIsTheShareThatIsNotNoiseSquared() {
        try (Arena arena = Arena.ofShared()) {
            for (int m : new int[]{4, 5, 9}) {
                float[][][] outputs = draw(m, 120, m, 0);
                double expected = weight(outputs);
                assertTrue(expected > 0.01 && expected < 0.99, "a case that shows something: " + expected);
                assertEquals(expected, weightOf(arena, outputs, Presence.COMPLETE), 1e-9);
            }
        }
    }

    @Test
    void threeOutputsMeasureNoNoise() {
        try (Arena arena = Arena.ofShared()) {
            assertEquals(0.25, weightOf(arena, draw(1, 50, 3, 0), Presence.COMPLETE));
            assertEquals(0.25, weightOf(arena, draw(1, 50, 5, 0), (_, _, generator) -> generator < 3));
        }
    }

    @Test
    void samplesWithoutAnOutputAreMeasuredByWhatTheyHave() {
        // The fifth generator says nothing anywhere: the weight is that of the other four.
        float[][][] outputs = draw(2, 80, 5, 0);
        float[][][] four = new float[80][][];
        for (int sample = 0; sample < 80; sample++) {
            four[sample] = Arrays.copyOf(outputs[sample], 4);
        }
        try (Arena arena = Arena.ofShared()) {
            assertEquals(weight(four), weightOf(arena, outputs, (_, _, generator) -> generator < 4), 1e-9);
        }
    }

    private static Samples samples(Arena arena, float[][][] outputs) {
        int m = outputs[0].length;
        float[][] rows = new float[outputs.length * m][];
        for (int sample = 0; sample < outputs.length; sample++) {
            System.arraycopy(outputs[sample], 0, rows, sample * m, m);
        }
        return new Samples(outputs.length, Optional.empty(),
                Optional.of(Generations.complete(Embeddings.copyOf(arena, rows), m)), Integer::toString);
    }

    private static double[][] consensus(float[][][] outputs, double[] prior) {
        int m = prior.length;
        double bandwidth = 0;
        for (float[][] sample : outputs) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < i; j++) {
                    bandwidth += 2 * distance(sample[i], sample[j]) / (m * (m - 1) / 2.0) / outputs.length;
                }
            }
        }
        double total = 0;
        for (double error : prior) {
            total += 1 / Math.sqrt(error);
        }
        double[][] errors = new double[outputs.length][m];
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int i = 0; i < m; i++) {
                double agreement = 0;
                for (int j = 0; j < m; j++) {
                    agreement += 1 / Math.sqrt(prior[j]) / total
                            * Math.exp(-distance(outputs[sample][i], outputs[sample][j]) / bandwidth);
                }
                errors[sample][i] = -bandwidth * Math.log(agreement);
            }
        }
        return errors;
    }

    /** Errors of the whole method against sums written out, without families and with given ones. */
    @Test
    void errorsAreDrawnTowardsTheirMeans() {
        float[][][] outputs = draw(7, 90, 6, 2);
        var smoothie = new Smoothie(TestBackends.scalar(), WORKERS, Integer::toString);
        try (Arena arena = Arena.ofShared()) {
            Samples samples = samples(arena, outputs);
            double[] alone = smoothie.score(arena, samples).global().error();
            check(smoothie.route(arena, samples, new Method.Shrunk(OptionalInt.empty(), new FamilyChoice.None())),
                    outputs,
                    alone);
            var families = new Families(List.of(List.of(0, 1), List.of(2), List.of(3), List.of(4), List.of(5)));
            double[] once = FamilyEstimate
                    .of(PairDistances.of(arena, samples.generations().orElseThrow(), WORKERS), families, WORKERS)
                    .orElseThrow().error();
            check(smoothie.route(arena, samples,
                    new Method.Shrunk(OptionalInt.empty(), new FamilyChoice.Given(families))), outputs, once);
            assertTrue(Math.abs(alone[0] - once[0]) > 0.1, "the family makes a difference");
        }
    }

    private static void check(Routing routing, float[][][] outputs, double[] prior) {
        double[][] own = consensus(outputs, prior);
        double weight = weight(outputs);
        double[] mean = new double[prior.length];
        for (double[] row : own) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / own.length;
            }
        }
        for (int sample = 0; sample < own.length; sample++) {
            double[] expected = new double[mean.length];
            int best = 0;
            for (int i = 0; i < mean.length; i++) {
                expected[i] = mean[i] + weight * (own[sample][i] - mean[i]);
                best = expected[i] < expected[best] ? i : best;
            }
            assertArrayEquals(expected, routing.errors(sample), 1e-5);
            assertEquals(best, routing.routes()[sample]);
        }
    }

    /** With all samples as neighbours the middle level is the mean over the set. */
    @Test
    void allSamplesAsNeighboursAreTheWholeSet() {
        float[][][] outputs = draw(9, 40, 5, 0);
        var smoothie = new Smoothie(TestBackends.scalar(), WORKERS, Integer::toString);
        try (Arena arena = Arena.ofShared()) {
            Samples without = samples(arena, outputs);
            var inputs = Embeddings.copyOf(arena, new float[40][2]);
            Samples samples = new Samples(40, Optional.of(inputs), without.generations(), Integer::toString);
            Routing all = smoothie.route(arena, samples,
                    new Method.Shrunk(OptionalInt.of(40), new FamilyChoice.None()));
            Routing set = smoothie.route(arena, samples,
                    new Method.Shrunk(OptionalInt.empty(), new FamilyChoice.None()));
            assertArrayEquals(set.routes(), all.routes());
        }
    }

    /** Train-time: means and weight are those of the training set, which here is the set itself. */
    @Test
    void aTrainingSetGivesTheMeans() {
        float[][][] outputs = draw(11, 60, 5, 0);
        var smoothie = new Smoothie(TestBackends.scalar(), WORKERS, Integer::toString);
        var method = new Method.Shrunk(OptionalInt.empty(), new FamilyChoice.None());
        try (Arena arena = Arena.ofShared()) {
            Samples training = samples(arena, outputs);
            Samples one = samples(arena, Arrays.copyOf(outputs, 1));
            Routing learned = smoothie.route(arena, training, one, method, (_, _) -> true);
            assertArrayEquals(smoothie.route(arena, training, method).errors(0), learned.errors(0), 1e-12);
        }
    }
}
