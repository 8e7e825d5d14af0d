package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.TestBackends;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FamilyEstimateTest {
    private static final double[] ERRORS = {0.6, 0.6, 0.5, 0.5, 0.5, 0.4};
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private static Scenario scenario(int n) {
        return Scenario.of(n, 8, ERRORS, 21);
    }

    private FamilyEstimate estimate(Scenario scenario, Families families) {
        var distances = PairDistances.of(arena, Simulated.generations(arena, scenario), Simulated.WORKERS);
        return FamilyEstimate.of(distances, families, Simulated.WORKERS).orElseThrow();
    }

    @Test
    void aloneEveryGeneratorHasItsGlobalEstimate() {
        Scenario scenario = scenario(200);
        var alone = estimate(scenario, Families.alone(6));
        Generations generations = Simulated.generations(arena, scenario);
        var global = GlobalEstimate
                .of(RowEstimates.of(arena, generations, TestBackends.scalar(), Simulated.WORKERS).y());
        assertArrayEquals(global.error(), alone.error(), 1e-6);
        assertArrayEquals(global.standardError(), alone.standardError(), 1e-6);
        assertEquals(global.ranking(), alone.ranking());
    }

    /** The mean of the triplet estimates over all ways to send one member of each family. */
    @Test
    void eachFamilySendsOneMember() {
        float[][][] outputs = new Simulation(scenario(3)).outputs();
        List<List<Integer>> families = List.of(List.of(0, 1), List.of(2, 3, 4), List.of(5));
        double[] sum = new double[6];
        int[] counts = new int[6];
        for (int a : families.get(0)) {
            for (int b : families.get(1)) {
                int[] sent = {a, b, 5};
                double[] delta = Triplets.global(Arrays.stream(outputs)
                        .map(sample -> Arrays.stream(sent).mapToObj(i -> sample[i]).toArray(float[][]::new))
                        .toArray(float[][][]::new));
                for (int k = 0; k < 3; k++) {
                    sum[sent[k]] += delta[k];
                    counts[sent[k]]++;
                }
            }
        }
        double[] expected = new double[6];
        Arrays.setAll(expected, i -> sum[i] / counts[i]);
        var found = estimate(scenario(3), new Families(families));
        assertArrayEquals(expected, found.error(), 1e-5);
    }

    /** Two models that share half of their error look the best; counted as one they are the worst, as they are. */
    @Test
    void aFamilyNoLongerRaisesItself() {
        Scenario scenario = scenario(2000).withFamilies(0.7, 2);
        var alone = estimate(scenario, Families.alone(6));
        var together = estimate(scenario,
                new Families(List.of(List.of(0, 1), List.of(2), List.of(3), List.of(4), List.of(5))));
        assertTrue(alone.error()[0] < alone.error()[2], "the family is believed: " + Arrays.toString(alone.error()));
        for (int i = 0; i < ERRORS.length; i++) {
            assertEquals(ERRORS[i], together.error()[i], 5 * together.standardError()[i]);
        }
    }

    @Test
    void fewerThanThreeFamiliesTellNothing() {
        var distances = PairDistances.of(arena, Simulated.generations(arena, scenario(50)), Simulated.WORKERS);
        var two = new Families(List.of(List.of(0, 1, 2), List.of(3, 4, 5)));
        assertTrue(FamilyEstimate.of(distances, two, Simulated.WORKERS).isEmpty());
    }

    @Test
    void everyGeneratorBelongsToOneFamily() {
        assertThrows(IllegalArgumentException.class, () -> new Families(List.of(List.of(0, 1), List.of(1))));
        assertThrows(IllegalArgumentException.class, () -> new Families(List.of(List.of(0), List.of(2))));
        assertArrayEquals(new int[]{1, 0, 1}, new Families(List.of(List.of(1), List.of(0, 2))).ofGenerators());
    }

    private static Dependence correlated(double[][] correlation) {
        int m = correlation.length;
        boolean[][] together = new boolean[m][m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                together[i][j] = i != j && correlation[i][j] > 0.05;
            }
        }
        return new Dependence(new double[m], correlation, correlation, new double[m][m], together, 100);
    }

    /**
     * By hand: 0 and 1 join at 0.6; 2 joins them at (0.5 + 0.1)/2 = 0.3; 3 would at (0.3 + 0 + 0)/3 = 0.1, and stays
     * alone.
     */
    @Test
    void familiesAreJoinedByTheMeanCorrelationOfTheirMembers() {
        double[][] correlation = {{1, 0.6, 0.5, 0.3}, {0.6, 1, 0.1, 0.02}, {0.5, 0.1, 1, 0}, {0.3, 0.02, 0, 1}};
        assertEquals(List.of(List.of(0, 1, 2), List.of(3)),
                Families.alone(4).joined(correlated(correlation)).families());
        double[][] weak = {{1, 0.19, 0}, {0.19, 1, 0}, {0, 0, 1}};
        assertEquals(Families.alone(3), Families.alone(3).joined(correlated(weak)));
        double[][] unknown = {{1, Double.NaN, 0}, {Double.NaN, 1, 0}, {0, 0, 1}};
        assertEquals(List.of(), Families.alone(3).joined(correlated(unknown)).shared());
    }
}
