package dev.smoothie.core.route;

import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.parallel.Workers;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

class RouterTest {
    private static final double NONE = Double.NaN;

    private static int[] route(double[] global, double[]... errors) {
        return new Router((sample, row) -> System.arraycopy(errors[(int) sample], 0, row, 0, row.length), global)
                .route(errors.length, (_, _) -> true);
    }

    @Test
    void takesTheSmallestErrorAlsoBelowZero() {
        assertArrayEquals(new int[]{1, 2, 0},
                route(new double[]{1, 2, 3}, new double[]{0.3, 0.1, 0.2}, new double[]{0.3, 0, -0.1},
                        new double[]{0, 1, 1}));
    }

    @Test
    void tiesGoToTheBetterGlobalErrorThenToTheLowerIndex() {
        assertArrayEquals(new int[]{2, 1},
                route(new double[]{3, 2, 1}, new double[]{0.1, 0.1, 0.1}, new double[]{0.1, 0.1, 0.2}));
        assertArrayEquals(new int[]{1}, route(new double[]{3, 1, 1}, new double[]{0.1, 0.1, 0.1}));
    }

    @Test
    void whatFloat32DoesNotResolveIsATie() {
        assertArrayEquals(new int[]{1}, route(new double[]{3, 1, 2}, new double[]{0.1, 0.1 + 1e-8, 0.2}));
        assertArrayEquals(new int[]{0}, route(new double[]{3, 1, 2}, new double[]{0.1, 0.1 + 1e-6, 0.2}));
    }

    @Test
    void generatorsWithoutAnEstimateComeLast() {
        assertArrayEquals(new int[]{2, 1},
                route(new double[]{1, 2, 3}, new double[]{NONE, NONE, 5}, new double[]{NONE, 1, 2}));
        // No estimate at all: the global error decides, and without that the index.
        assertArrayEquals(new int[]{1}, route(new double[]{3, 1, 2}, new double[]{NONE, NONE, NONE}));
        assertArrayEquals(new int[]{0}, route(new double[]{NONE, NONE, NONE}, new double[]{NONE, NONE, NONE}));
    }

    @Test
    void nobodyIsRoutedToWhatIsNotEligible() {
        var router = new Router(Errors.same(new double[]{0.1, 0.2, NONE}), new double[]{1, 2, 3});
        boolean[][] eligible = {{true, true, true}, {false, true, true}, {false, false, true}, {false, false, false}};
        assertArrayEquals(new int[]{0, 1, 2, Router.NONE},
                router.route(4, (sample, generator) -> eligible[sample][generator]));
    }

    @Test
    void severalThreadsRouteAlike() {
        double[][] errors = new Random(1).doubles(30_000).mapToObj(x -> new double[]{x, 0.5, 0.7})
                .toArray(double[][]::new);
        var router = new Router((sample, row) -> System.arraycopy(errors[(int) sample], 0, row, 0, row.length),
                new double[]{1, 2, 3});
        int[] expected = new int[errors.length];
        Arrays.setAll(expected, sample -> sample % 7 == 0 ? Router.NONE : errors[sample][0] < 0.5 ? 0 : 1);
        assertArrayEquals(expected, router.route(errors.length, (sample, _) -> sample % 7 != 0, new Workers(4)));
    }
}
