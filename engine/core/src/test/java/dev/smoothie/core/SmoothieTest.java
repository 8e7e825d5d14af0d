package dev.smoothie.core;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.Presence;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("kernel")
class SmoothieTest {

    /** Two topics far apart; on the first generator 0 is the best, on the second generator 2. */
    private static final class TwoTopics {
        private final float[][] inputs;
        private final float[][] outputs;

        TwoTopics(int n, long seed) {
            var random = new Random(seed);
            inputs = new float[n][4];
            outputs = new float[3 * n][16];
            for (int sample = 0; sample < n; sample++) {
                boolean second = sample % 2 == 1;
                double[] deviation = second ? new double[]{1, 0.6, 0.1} : new double[]{0.1, 0.6, 1};
                for (int column = 0; column < 4; column++) {
                    inputs[sample][column] = (float) ((second ? 10 : 0) + random.nextGaussian());
                }
                for (int column = 0; column < 16; column++) {
                    double truth = random.nextGaussian();
                    for (int generator = 0; generator < 3; generator++) {
                        outputs[3 * sample + generator][column] = (float) (truth
                                + deviation[generator] * random.nextGaussian());
                    }
                }
            }
        }

        Samples samples(Arena arena) {
            return Samples.of(Embeddings.copyOf(arena, inputs),
                    Generations.complete(Embeddings.copyOf(arena, outputs), 3));
        }

        Samples inputs(Arena arena) {
            return Samples.of(Embeddings.copyOf(arena, inputs));
        }
    }

    private static int[] topicRoutes(int n) {
        int[] routes = new int[n];
        Arrays.setAll(routes, sample -> sample % 2 == 1 ? 2 : 0);
        return routes;
    }

    private static Smoothie smoothie(Backend backend) {
        return new Smoothie(backend, new Workers(2), generator -> "g" + generator);
    }

    /** Whether the neighbours that routing found are compared, or looked up again, the answer is the same. */
    @Test
    void theBeliefComparesTheNeighboursOfTheRouting() {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = new TwoTopics(5000, 3).samples(arena);
            Smoothie smoothie = smoothie(TestBackends.scalar());
            Routing routing = smoothie.route(arena, samples, new Method.Local(20));
            assertEquals(5000, routing.neighbors().orElseThrow().rows());
            var without = new Routing(routing.method(), routing.global(), routing.distances(), routing.errors(),
                    routing.routes(),
                    Optional.empty(), routing.decisions());
            var choice = new FamilyChoice.None();
            var found = smoothie.believe(arena, samples, routing, choice).evidence().neighbors().orElseThrow();
            assertTrue(found.beyondChance(), found.toString());
            assertEquals(smoothie.believe(arena, samples, without, choice).evidence().neighbors().orElseThrow(), found);
        }
    }

    @Test
    void aMethodWithoutNeighboursLooksUpNone() {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = new TwoTopics(50, 3).samples(arena);
            Smoothie smoothie = smoothie(TestBackends.scalar());
            Routing routing = smoothie.route(arena, samples, new Method.Global());
            assertTrue(routing.neighbors().isEmpty());
            assertTrue(smoothie.believe(arena, samples, routing, new FamilyChoice.None()).evidence().neighbors()
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void localRoutingFindsTheBestGeneratorOfEachTopic(Backend backend) {
        try (Arena arena = Arena.ofShared()) {
            Routing routing = smoothie(backend).route(arena, new TwoTopics(400, 1).samples(arena),
                    new Method.Local(20));
            assertArrayEquals(topicRoutes(400), routing.routes());
            assertArrayEquals(new long[]{200, 0, 200}, routing.shares());
            assertEquals(1, Arrays.stream(routing.quality(7)).sum(), 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void aTrainingSetRoutesSamplesThatHaveInputsOnly(Backend backend) {
        try (Arena arena = Arena.ofShared()) {
            Samples training = new TwoTopics(400, 1).samples(arena);
            Samples test = new TwoTopics(60, 2).inputs(arena);
            for (int k : new int[]{1, 20}) {
                Routing routing = smoothie(backend).route(arena, training, test, new Method.Local(k), (_, _) -> true);
                assertEquals(60, routing.routes().length);
                if (k == 20) {
                    assertArrayEquals(topicRoutes(60), routing.routes());
                }
            }
            Routing global = smoothie(backend).route(arena, training, test, new Method.Global(), (_, g) -> g != 1);
            assertEquals(1, Arrays.stream(global.routes()).distinct().count());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void posteriorWeightsMayBeGlobalOrLocal(Backend backend) {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = new TwoTopics(400, 1).samples(arena);
            int[] local = smoothie(backend).route(arena, samples, new Method.Posterior(OptionalInt.of(40))).routes();
            int[] global = smoothie(backend).route(arena, samples, new Method.Posterior(OptionalInt.empty())).routes();
            assertTrue(matches(local) > 390, "local weights: " + matches(local));
            assertTrue(matches(global) < matches(local), "global weights: " + matches(global));
        }
    }

    private static long matches(int[] routes) {
        int[] right = topicRoutes(routes.length);
        long matches = 0;
        for (int sample = 0; sample < routes.length; sample++) {
            matches += routes[sample] == right[sample] ? 1 : 0;
        }
        return matches;
    }

    @ParameterizedTest
    @MethodSource("dev.smoothie.core.TestBackends#all")
    void severalGenerationsAreAveraged(Backend backend) {
        // r = 2, m = 3, d = 1. Squared distances to the mean: by hand.
        float[][] rows = {{0}, {0}, {3}, {0}, {6}, {0}};
        try (Arena arena = Arena.ofShared()) {
            var generations = new Generations(Embeddings.copyOf(arena, rows), 1, 2, 3, Presence.COMPLETE);
            var estimate = smoothie(backend).score(arena, Samples.of(generations)).global();
            // First repeat δ = (0, 0, 9), second δ = (0, 36, 0).
            assertArrayEquals(new double[]{0, 18, 4.5}, estimate.error(), 1e-5);
        }
    }

    @Test
    void neverRoutesToAMissingOutput() {
        float[][] rows = {{0}, {0.1f}, {9}, {5}, {0}, {0}, {1}, {1}, {1}};
        boolean[][] there = {{false, true, true}, {true, false, false}, {false, false, false}};
        try (Arena arena = Arena.ofShared()) {
            var generations = new Generations(Embeddings.copyOf(arena, rows), 3, 1, 3,
                    (sample, _, generator) -> there[sample][generator]);
            Routing routing = smoothie(TestBackends.scalar()).route(arena, Samples.of(generations),
                    new Method.Local(1));
            // No sample has three outputs: nothing is estimated, what is there is taken in order.
            assertArrayEquals(new int[]{1, 0, Router.NONE}, routing.routes());
            assertTrue(Double.isNaN(routing.global().error()[0]));
        }
    }

    @Test
    void saysWhatIsWrong() {
        try (Arena arena = Arena.ofShared()) {
            var two = Samples.of(Generations.complete(Embeddings.copyOf(arena, new float[4][3]), 2));
            assertMessage("Smoothie needs at least 3 generators, got 2", two, new Method.Global(), arena);
            float[][] rows = new float[6][3];
            rows[4][1] = Float.NaN;
            Samples bad = Samples.of(Generations.complete(Embeddings.copyOf(arena, rows), 3));
            assertMessage("the output of generator g1 for sample 1 is not finite", bad, new Method.Global(), arena);
            float[][] inputs = {{1}, {Float.POSITIVE_INFINITY}};
            Samples badInput = Samples.of(Embeddings.copyOf(arena, inputs),
                    Generations.complete(Embeddings.copyOf(arena, new float[6][3]), 3));
            assertMessage("the input of sample 1 is not finite", badInput, new Method.Local(2), arena);
            var trained = assertThrows(CoreException.class, () -> smoothie(TestBackends.scalar()).route(arena, badInput,
                    Samples.of(Embeddings.copyOf(arena, new float[3][1])), new Method.Local(2), (_, _) -> true));
            assertTrue(trained.getMessage().contains("the input of sample 1 is not finite"), trained.getMessage());
            assertMessage("comparing the embeddings of inputs, and there are none", two(arena), new Method.Local(2),
                    arena);
        }
    }

    private static Samples two(Arena arena) {
        return Samples.of(Generations.complete(Embeddings.copyOf(arena, new float[6][3]), 3));
    }

    private static void assertMessage(String part, Samples samples, Method method, Arena arena) {
        var e = assertThrows(CoreException.class,
                () -> smoothie(TestBackends.scalar()).route(arena, samples, method));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
