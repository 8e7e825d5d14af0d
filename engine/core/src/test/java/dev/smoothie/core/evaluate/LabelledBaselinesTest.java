package dev.smoothie.core.evaluate;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LabelledBaselinesTest {

    /** Two topics far apart. Generator 0 is right on the first, 1 on the second, which is a third of all; 2 never. */
    private static Embeddings inputs(Arena arena, int n) {
        var random = new Random(1);
        float[][] inputs = new float[n][2];
        for (int sample = 0; sample < n; sample++) {
            inputs[sample][0] = (float) ((sample % 3 == 2 ? 50 : 0) + random.nextGaussian());
            inputs[sample][1] = (float) random.nextGaussian();
        }
        return Embeddings.copyOf(arena, inputs);
    }

    private static Matrix truth(Arena arena, int n) {
        Matrix truth = Matrix.allocate(arena, n, 3);
        for (int sample = 0; sample < n; sample++) {
            truth.write(sample, sample % 3 == 2 ? new double[]{0, 1, Double.NaN} : new double[]{1, 0, Double.NaN});
        }
        return truth;
    }

    @Test
    void nearestLabelsTellTopicsApartAndTheirMeanDoesNot() {
        try (Arena arena = Arena.ofShared()) {
            var baselines = new LabelledBaselines(inputs(arena, 300), truth(arena, 300), 100, 5, 3);
            var routes = baselines.route(inputs(arena, 30), (_, _) -> true, TestBackends.scalar(), new Workers(2));
            assertEquals(5, routes.nearest().size());
            int[] topics = IntStream.range(0, 30).map(sample -> sample % 3 == 2 ? 1 : 0).toArray();
            for (int draw = 0; draw < 5; draw++) {
                assertArrayEquals(topics, routes.nearest().get(draw));
                assertArrayEquals(new int[30], routes.bestOnValidation().get(draw));
            }
        }
    }

    /** With three labels the draws differ, and now and then the smaller topic has the majority. */
    @Test
    void aHandfulIsALottery() {
        try (Arena arena = Arena.ofShared()) {
            var baselines = new LabelledBaselines(inputs(arena, 300), truth(arena, 300), 3, 200, 3);
            var routes = baselines.route(inputs(arena, 1), (_, _) -> true, TestBackends.scalar(), new Workers(2));
            double second = routes.bestOnValidation().stream().mapToInt(choice -> choice[0]).average().orElseThrow();
            // At least two of three: 3·(1/9)·(2/3) + 1/27 = 7/27, ± 0.03.
            assertEquals(7 / 27.0, second, 0.1);
        }
    }

    @Test
    void isNotRoutedToWhatIsNotThere() {
        try (Arena arena = Arena.ofShared()) {
            var baselines = new LabelledBaselines(inputs(arena, 90), truth(arena, 90), 50, 2, 1);
            var routes = baselines.route(inputs(arena, 12), (_, generator) -> generator > 0, TestBackends.scalar(),
                    new Workers(1));
            assertTrue(routes.nearest().stream().flatMapToInt(Arrays::stream).allMatch(route -> route == 1));
            assertTrue(routes.bestOnValidation().stream().flatMapToInt(Arrays::stream).allMatch(route -> route == 1));
        }
    }
}
