package dev.smoothie.core.estimate;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class AdditiveFitTest {

    private static double[] equal(Pairs pairs) {
        double[] weights = new double[pairs.count()];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static double[] sums(Pairs pairs, double... errors) {
        double[] distances = new double[pairs.count()];
        pairs.forEach((pair, i, j) -> distances[pair] = errors[i] + errors[j]);
        return distances;
    }

    /**
     * The mean over all triplets is the least-squares fit, as the page of the package
     * {@link dev.smoothie.core.estimate} says.
     */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 12, 40})
    void equalWeightsGiveTheMeanOverAllTriplets(int m) {
        var pairs = new Pairs(m);
        double[] distances = new Random(m).doubles(pairs.count(), 0.5, 2).toArray();
        AdditiveFit fit = AdditiveFit.of(pairs, equal(pairs));
        double[] expected = new double[m];
        for (int i = 0; i < m; i++) {
            int triplets = 0;
            for (int j = 0; j < m; j++) {
                for (int k = j + 1; k < m; k++) {
                    if (i != j && i != k) {
                        expected[i] += (distances[pairs.index(i, j)] + distances[pairs.index(i, k)]
                                - distances[pairs.index(j, k)]) / 2;
                        triplets++;
                    }
                }
            }
            expected[i] /= triplets;
        }
        assertArrayEquals(expected, fit.errors(distances), 1e-10);
        assertEquals(2.0 / (m - 1), fit.leverage(0, 0, 1), 1e-12);
    }

    @Test
    void pairsWithoutWeightDoNotCount() {
        var pairs = new Pairs(5);
        double[] distances = sums(pairs, 1, 2, 3, 4, 5);
        double[] weights = equal(pairs);
        weights[pairs.index(0, 1)] = 0;
        weights[pairs.index(3, 4)] = 0;
        distances[pairs.index(0, 1)] = -100;
        distances[pairs.index(3, 4)] = 100;
        AdditiveFit fit = AdditiveFit.of(pairs, weights);
        assertArrayEquals(new double[]{1, 2, 3, 4, 5}, fit.errors(distances), 1e-12);
        assertEquals(0, fit.leverage(pairs.index(0, 1), 0, 1), 0);
    }

    /** Least absolute deviations leave few wild distances where they are, to the last digits. */
    @Test
    void robustErrorsIgnoreFewWildDistances() {
        var pairs = new Pairs(9);
        double[] errors = {1, 0.5, 2, 0.7, 1.2, 0.4, 0.9, 1.5, 0.6};
        double[] distances = sums(pairs, errors);
        distances[pairs.index(0, 1)] -= 1.2;
        distances[pairs.index(0, 2)] -= 0.9;
        distances[pairs.index(1, 2)] -= 0.8;
        distances[pairs.index(5, 7)] += 3;
        assertArrayEquals(errors, RobustErrors.of(pairs, distances), 1e-4);
    }

    @Test
    void robustErrorsOfNoDistancesAreZero() {
        assertArrayEquals(new double[5], RobustErrors.of(new Pairs(5), new double[10]), 0);
    }
}
