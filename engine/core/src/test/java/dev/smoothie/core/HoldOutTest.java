package dev.smoothie.core;

import dev.smoothie.core.MethodChoice.Contender;
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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HoldOutTest {
    private static final Smoothie SMOOTHIE = new Smoothie(TestBackends.scalar(), new Workers(2), Integer::toString);
    private static final int D = 16;

    /** Outputs that err independently with E‖error‖² = {@code delta[generator]}; inputs say nothing. */
    private static Samples gaussian(Arena arena, int n, Random random, double... delta) {
        int m = delta.length;
        float[][] outputs = new float[n * m][D];
        float[][] inputs = new float[n][3];
        for (int sample = 0; sample < n; sample++) {
            for (int column = 0; column < D; column++) {
                double truth = random.nextGaussian();
                for (int generator = 0; generator < m; generator++) {
                    outputs[sample * m + generator][column] = (float) (truth
                            + Math.sqrt(delta[generator] / D) * random.nextGaussian());
                }
            }
            for (int column = 0; column < 3; column++) {
                inputs[sample][column] = (float) random.nextGaussian();
            }
        }
        return Samples.of(Embeddings.copyOf(arena, inputs), Generations.complete(Embeddings.copyOf(arena, outputs), m));
    }

    private static Contender of(MethodChoice choice, Method method) {
        return choice.contenders().stream().filter(contender -> contender.method().equals(method)).findFirst()
                .orElseThrow();
    }

    /** Routed by the global ranking, the distance is δ of the best that is left plus δ of the hidden one. */
    @Test
    void estimatesTheErrorOfWhatIsRoutedTo() {
        double[] delta = {3, 1, 2, 4, 6};
        try (Arena arena = Arena.ofShared()) {
            MethodChoice choice = SMOOTHIE.choose(arena, gaussian(arena, 6000, new Random(1), delta),
                    List.of(new Method.Global(), new Method.Local(1)));
            double expected = 0;
            double total = 0;
            for (int hidden = 0; hidden < delta.length; hidden++) {
                double best = hidden == 1 ? 2 : 1;
                expected += (best + delta[hidden]) / delta[hidden];
                total += 1 / delta[hidden];
            }
            Contender global = of(choice, new Method.Global());
            assertEquals(expected / total, global.distance(), 0.01 * global.distance());
            assertEquals(0, global.gain());
        }
    }

    /**
     * On data drawn from the model the posterior is the best there is, and far better than neighbours that say nothing.
     */
    @Test
    void findsTheMethodThatFitsTheData() {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = gaussian(arena, 1500, new Random(2), 2, 2.5, 2.2, 3, 2.7);
            MethodChoice choice = SMOOTHIE.choose(arena, samples, Methods.ALL);
            assertTrue(choice.method().weighsOutputs(), choice.why());
            assertTrue(of(choice, choice.method()).gain() > 0);
        }
    }

    /** One generator that is by far the best: nothing beats the standard beyond doubt, which finds it everywhere. */
    @Test
    void keepsTheStandardWithoutAReason() {
        try (Arena arena = Arena.ofShared()) {
            Samples samples = gaussian(arena, 300, new Random(3), 0.01, 0.02, 9, 9, 9);
            MethodChoice choice = SMOOTHIE.choose(arena, samples, Methods.NEIGHBORHOODS);
            assertEquals(Methods.STANDARD, choice.method(), choice.why());
        }
    }

    @Test
    void threeGeneratorsAllowNoComparison() {
        try (Arena arena = Arena.ofShared()) {
            MethodChoice choice = SMOOTHIE.choose(arena, gaussian(arena, 50, new Random(4), 1, 1, 1), Methods.ALL);
            assertEquals(Methods.STANDARD, choice.method());
            assertEquals(List.of(), choice.contenders());
        }
    }

    /** A generator without an output neither judges that sample nor is routed to. */
    @Test
    void missingOutputsJudgeNobody() {
        try (Arena arena = Arena.ofShared()) {
            Samples all = gaussian(arena, 400, new Random(5), 1, 2, 3, 4, 5);
            Generations outputs = all.generations().orElseThrow();
            Presence gaps = (sample, _, generator) -> generator != 4 || sample >= 200;
            Samples partial = new Samples(400, all.inputs(), Optional.of(
                    new Generations(outputs.vectors(), 400, 1, 5, gaps)), Integer::toString);
            MethodChoice choice = SMOOTHIE.choose(arena, partial,
                    List.of(new Method.Local(1), new Method.Posterior(OptionalInt.empty())));
            for (Contender contender : choice.contenders()) {
                assertTrue(Double.isFinite(contender.distance()), Arrays.toString(choice.contenders().toArray()));
                assertTrue(contender.distance() > 1, "at least δ of one hidden generator");
            }
        }
    }
}
