package dev.smoothie.core;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.Families;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Outputs that say nothing: all of them equal each other, which must not look like agreement. */
@Tag("kernel")
class SilentOutputsTest {
    private static final int N = 300;
    private static final int M = 5;
    private static final int D = 12;
    private static final List<Method> METHODS = List.of(new Method.Global(), new Method.Local(1), new Method.Local(20),
            new Method.Posterior(OptionalInt.empty()), new Method.Posterior(OptionalInt.of(5)),
            new Method.Consensus(OptionalInt.empty()), new Method.Consensus(OptionalInt.of(5)),
            new Method.Shrunk(), new Method.Shrunk(OptionalInt.of(5), new FamilyChoice.None()),
            new Method.Vote(OptionalInt.empty(), false), new Method.Vote(OptionalInt.empty(), true),
            new Method.Vote(OptionalInt.of(20), false));

    private final Arena arena = Arena.ofShared();
    private final boolean[][] silent = new boolean[N][M];

    @AfterEach
    void close() {
        arena.close();
    }

    /** Draws outputs; those of generators 0, 1 and 2 are silent here and there, often two at once, and then equal. */
    private Samples draw() {
        var random = new Random(5);
        float[][] inputs = new float[N][D];
        float[][] outputs = new float[N * M][D];
        for (int sample = 0; sample < N; sample++) {
            for (int i = 0; i < M; i++) {
                silent[sample][i] = sample == 7 || (i < 3 && random.nextInt(3) == 0);
                for (int column = 0; column < D && !silent[sample][i]; column++) {
                    outputs[sample * M + i][column] = (float) (sample % 10 + 0.3 * (i + 1) * random.nextGaussian());
                }
            }
            for (int column = 0; column < D; column++) {
                inputs[sample][column] = (float) random.nextGaussian();
            }
        }
        return Samples.of(Embeddings.copyOf(arena, inputs), generations(Embeddings.copyOf(arena, outputs), silent));
    }

    private static Generations generations(Embeddings outputs, boolean[][] silent) {
        return new Generations(outputs, silent.length, 1, silent[0].length, (sample, _, i) -> !silent[sample][i],
                (sample, _, i) -> silent[sample][i]);
    }

    private static Smoothie smoothie(Backend backend) {
        return new Smoothie(backend, new Workers(2), generator -> "g" + generator);
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void areChosenOnlyWhereASampleHasNothingElse(Backend backend) {
        Samples samples = draw();
        for (Method method : METHODS) {
            int[] routes = smoothie(backend).route(arena, samples, method).routes();
            for (int sample = 0; sample < N; sample++) {
                if (sample == 7) {
                    assertTrue(routes[sample] != Router.NONE, method.label());
                } else {
                    assertFalse(silent[sample][routes[sample]], method.label() + " in sample " + sample);
                }
            }
        }
    }

    /** Two silent outputs and one answer. */
    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void theOnlyAnswerIsTaken(Backend backend) {
        boolean[][] two = new boolean[40][3];
        float[][] outputs = new float[120][4];
        for (int sample = 0; sample < 40; sample++) {
            two[sample][sample % 3] = true;
            two[sample][(sample + 1) % 3] = true;
            Arrays.fill(outputs[3 * sample + (sample + 2) % 3], 1);
        }
        Samples samples = Samples.of(Embeddings.copyOf(arena, new float[40][2]),
                generations(Embeddings.copyOf(arena, outputs), two));
        for (Method method : METHODS) {
            int[] routes = smoothie(backend).route(arena, samples, method).routes();
            for (int sample = 0; sample < 40; sample++) {
                assertEquals((sample + 2) % 3, routes[sample], method.label());
            }
        }
    }

    /** Row estimates are those of a set in which these outputs are missing. */
    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void nothingIsEstimatedFromThem(Backend backend) {
        Generations outputs = draw().requireGenerations();
        var missing = new Generations(outputs.vectors(), N, 1, M, outputs.presence());
        var expected = RowEstimates.of(arena, missing, TestBackends.scalar(), new Workers(2)).y();
        var found = RowEstimates.of(arena, outputs, backend, new Workers(2)).y();
        for (int sample = 0; sample < N; sample++) {
            assertArrayEquals(expected.row(sample), found.row(sample), 1e-4);
        }
    }

    /** A generator that never says anything changes no route and no error. */
    @Test
    void aSilentGeneratorChangesNothing() {
        Samples samples = draw();
        Generations outputs = samples.requireGenerations();
        var wider = new ArrayList<float[]>();
        boolean[][] widerSilent = new boolean[N][M + 1];
        for (int sample = 0; sample < N; sample++) {
            for (int i = 0; i < M; i++) {
                float[] row = new float[D];
                outputs.vectors().read(outputs.row(sample, 0, i), row);
                wider.add(row);
                widerSilent[sample][i] = silent[sample][i];
            }
            wider.add(new float[D]);
            widerSilent[sample][M] = true;
        }
        Samples more = Samples.of(samples.requireInputs(),
                generations(Embeddings.copyOf(arena, wider.toArray(float[][]::new)), widerSilent));
        for (Method method : METHODS) {
            Routing expected = smoothie(TestBackends.scalar()).route(arena, samples, method);
            Routing found = smoothie(TestBackends.scalar()).route(arena, more, method);
            assertArrayEquals(expected.routes(), found.routes(), method.label());
            for (int sample = 0; sample < N; sample++) {
                assertArrayEquals(expected.errors(sample), Arrays.copyOf(found.errors(sample), M), 1e-9);
            }
            var families = new FamilyChoice.Given(
                    new Families(List.of(List.of(0, 1), List.of(2), List.of(3), List.of(4))));
            var also = new FamilyChoice.Given(
                    new Families(List.of(List.of(0, 1), List.of(2), List.of(3), List.of(4), List.of(M))));
            assertEqualBelief(smoothie(TestBackends.scalar()).believe(arena, samples, expected, families),
                    smoothie(TestBackends.scalar()).believe(arena, more, found, also));
        }
    }

    /** Which generators err together, and the ranking with families counted once. */
    private static void assertEqualBelief(Belief expected, Belief found) {
        Dependence dependence = expected.dependence().orElseThrow();
        Dependence wider = found.dependence().orElseThrow();
        double[] families = expected.families().orElseThrow().error();
        double[] again = found.families().orElseThrow().error();
        assertTrue(Double.isNaN(again[M]));
        for (int i = 0; i < M; i++) {
            assertArrayEquals(dependence.correlation()[i], Arrays.copyOf(wider.correlation()[i], M), 1e-9);
            assertArrayEquals(dependence.together()[i], Arrays.copyOf(wider.together()[i], M));
            assertEquals(families[i], again[i], 1e-9);
        }
    }
}
