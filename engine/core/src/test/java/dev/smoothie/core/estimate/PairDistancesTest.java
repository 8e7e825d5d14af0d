package dev.smoothie.core.estimate;

import dev.smoothie.core.Simulated;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import dev.smoothie.spi.tck.TripletLoop;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PairDistancesTest {
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void averagesRepeatsAndSkipsWhatIsMissing() {
        // One sample, two repeats of three generators on a line; the second output of generator 2 is missing, and both
        // of 3.
        float[][] rows = {{0}, {1}, {3}, {9}, {0}, {2}, {Float.NaN}, {Float.NaN}};
        var generations = new Generations(Embeddings.copyOf(arena, rows), 1, 2, 4,
                (_, repeat, generator) -> generator < 2 || (generator == 2 && repeat == 0));
        var distances = PairDistances.of(arena, generations, Simulated.WORKERS);
        // 01: (1 + 4)/2, 02: 9, 12: 4; nothing with 3.
        assertArrayEquals(new double[]{2.5, 9, Double.NaN, 4, Double.NaN, Double.NaN}, distances.mean(), 1e-12);
        assertArrayEquals(new long[]{1, 1, 0, 1, 0, 0}, distances.counts());
        assertFalse(distances.completeFor(1));
    }

    /** The definition, sample by sample: sd over √n of what the function makes of each sample's distances. */
    @Test
    void standardErrorsOfLinearFunctionsAreThoseOfTheirValues() {
        var scenario = Scenario.of(700, 6, new double[]{0.3, 0.5, 1, 0.7}, 8);
        var distances = PairDistances.of(arena, Simulated.generations(arena, scenario), Simulated.WORKERS);
        double[] found = distances.standardErrors(2, () -> (row, result) -> {
            result[0] = row[0] + row[1] - row[3];
            result[1] = 5 * row[2];
        }, Simulated.WORKERS);
        float[][][] outputs = new Simulation(scenario).outputs();
        double[] first = Arrays.stream(outputs).mapToDouble(sample -> TripletLoop.squaredDistance(sample[0], sample[1])
                + TripletLoop.squaredDistance(sample[0], sample[2]) - TripletLoop.squaredDistance(sample[1], sample[2]))
                .toArray();
        double[] second = Arrays.stream(outputs)
                .mapToDouble(sample -> 5 * TripletLoop.squaredDistance(sample[0], sample[3])).toArray();
        assertEquals(standardError(first), found[0], 1e-5 * found[0]);
        assertEquals(standardError(second), found[1], 1e-5 * found[1]);
    }

    private static double standardError(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    /** A pair that is missing in some samples has the standard error of the mean over the others. */
    @Test
    void missingPairsHaveTheStandardErrorOfThoseThatAreThere() {
        var scenario = Scenario.of(400, 6, new double[]{0.3, 0.5, 1, 0.7}, 9).withMissing(0.2);
        var distances = PairDistances.of(arena, Simulated.generations(arena, scenario), Simulated.WORKERS);
        double found = distances.standardErrors(1, () -> (row, result) -> result[0] = row[0],
                Simulated.WORKERS)[0];
        double[] there = Arrays.stream(new Simulation(scenario).outputs())
                .filter(sample -> sample[0] != null && sample[1] != null)
                .mapToDouble(sample -> TripletLoop.squaredDistance(sample[0], sample[1])).toArray();
        assertEquals(there.length, (double) distances.counts()[0], 0);
        // Theirs divides by n−1 of those that are there, ours by n−1 of all.
        assertEquals(standardError(there), found, 2.0 / there.length * found);
        assertTrue(there.length < 300);
    }

    @Test
    void largeSetsAreThinnedOutEvenly() {
        assertArrayEquals(new long[]{0, 1, 2}, EvenSample.of(3, 10));
        assertArrayEquals(new long[]{0, 2, 5, 7}, EvenSample.of(10, 4));
        long[] rows = EvenSample.of(3_000_000_000L, 1000);
        assertEquals(1000, rows.length);
        assertTrue(IntStream.range(1, 1000).allMatch(k -> rows[k] - rows[k - 1] == 3_000_000));
        var many = new Generations(Embeddings.allocate(arena, 100 * 5000, 1), 5000, 1, 100, (_, _, _) -> true);
        // 4950 pairs are more than 2^18 distances allow for 424 samples: the least applies.
        assertEquals(4096, PairDistances.rows(many).length);
    }
}
