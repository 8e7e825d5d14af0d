package dev.smoothie.simulation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is drawn has the moments that the scenario names. Tolerances are five standard errors. */
class SimulationTest {
    private static final int N = 2000;
    private static final int D = 8;
    private static final double[] ERRORS = {0.2, 0.5, 1.0, 2.0};

    private static Scenario plain() {
        return Scenario.of(N, D, ERRORS, 11);
    }

    /** What output {@code generator} of a sample is off by, {@code [d]}. */
    private static double[] error(Simulation simulation, int sample, int generator) {
        float[] output = simulation.outputs(sample)[generator];
        double[] truth = simulation.truth(sample);
        return IntStream.range(0, truth.length).mapToDouble(c -> output[c] - truth[c]).toArray();
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(c -> a[c] * b[c]).sum();
    }

    private static double meanProduct(Simulation simulation, int i, int j) {
        return IntStream.range(0, simulation.scenario().samples())
                .mapToDouble(s -> dot(error(simulation, s, i), error(simulation, s, j))).average().orElseThrow();
    }

    @Test
    void errorsHaveTheirSizeAndAreIndependent() {
        var simulation = new Simulation(plain());
        for (int i = 0; i < ERRORS.length; i++) {
            // A mean of N·D squares of normals, and one of as many products.
            assertEquals(ERRORS[i], meanProduct(simulation, i, i), 5 * ERRORS[i] * Math.sqrt(2.0 / N / D));
            for (int j = 0; j < i; j++) {
                assertEquals(0, meanProduct(simulation, i, j), 5 * Math.sqrt(ERRORS[i] * ERRORS[j] / N / D));
            }
        }
    }

    @Test
    void truthsHaveTheSizeOfTheSignal() {
        var simulation = new Simulation(plain().withSignal(3));
        double mean = IntStream.range(0, N).mapToDouble(s -> dot(simulation.truth(s), simulation.truth(s))).average()
                .orElseThrow();
        assertEquals(3, mean, 5 * 3 * Math.sqrt(2.0 / N / D));
    }

    @Test
    void errorsOfAFamilyAreCorrelated() {
        var scenario = plain().withFamilies(0.4, 2);
        var simulation = new Simulation(scenario);
        double rho = meanProduct(simulation, 0, 1) / Math.sqrt(ERRORS[0] * ERRORS[1]);
        assertEquals(0.4, rho, 5 * Math.sqrt((1 + 0.16) / N / D));
        assertEquals(0, meanProduct(simulation, 1, 2), 5 * Math.sqrt(ERRORS[1] * ERRORS[2] / N / D));
        assertEquals(0.4, scenario.correlation(0, 1), 0);
        assertEquals(0, scenario.correlation(1, 2), 0);
    }

    @Test
    void clonesRepeatTheFirstGenerators() {
        var scenario = plain().withClones(2).withMissing(0.2);
        var simulation = new Simulation(scenario);
        for (int sample = 0; sample < 50; sample++) {
            float[][] outputs = simulation.outputs(sample);
            if (outputs[0] != null && outputs[2] != null) {
                assertArrayEquals(outputs[0], outputs[2]);
            }
        }
        assertArrayEquals(new double[]{0.2, 0.5, 0.2, 0.5}, scenario.meanErrors(), 1e-15);
        assertEquals(1, scenario.correlation(1, 3), 0);
        assertEquals(0, scenario.correlation(0, 3), 0);
    }

    @Test
    void topicsHandTheErrorsRoundAndInputsTellThemApart() {
        var scenario = plain().withTopics(4);
        var simulation = new Simulation(scenario);
        assertArrayEquals(new double[]{2.0, 0.2, 0.5, 1.0}, scenario.errors()[3], 0);
        Arrays.stream(scenario.meanErrors()).forEach(error -> assertEquals(3.7 / 4, error, 1e-12));
        int[] counts = new int[4];
        double within = 0;
        double between = 0;
        for (int sample = 1; sample < N; sample++) {
            counts[simulation.topic(sample)]++;
            double distance = distance(simulation.input(sample - 1), simulation.input(sample));
            if (simulation.topic(sample - 1) == simulation.topic(sample)) {
                within = Math.max(within, distance);
            } else {
                between += distance / N;
            }
        }
        assertTrue(between > within, between + " " + within);
        for (int count : counts) {
            assertEquals(N / 4.0, count, 5 * Math.sqrt(N * 0.25 * 0.75));
        }
    }

    private static double distance(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(c -> (a[c] - b[c]) * (double) (a[c] - b[c])).sum();
    }

    @Test
    void outputsAreMissingAndSamplesAreCopiesAsOftenAsAsked() {
        var simulation = new Simulation(plain().withMissing(0.1).withDuplicates(0.25));
        int missing = 0;
        int copies = 0;
        for (int sample = 0; sample < N; sample++) {
            int original = simulation.original(sample);
            copies += original == sample ? 0 : 1;
            assertTrue(original <= sample);
            assertArrayEquals(simulation.outputs(original), simulation.outputs(sample));
            assertArrayEquals(simulation.input(original), simulation.input(sample));
            double[] squared = simulation.squaredErrors(sample);
            for (int generator = 0; generator < ERRORS.length; generator++) {
                boolean absent = simulation.outputs(sample)[generator] == null;
                assertEquals(absent, Double.isNaN(squared[generator]));
                missing += absent && original == sample ? 1 : 0;
            }
        }
        assertEquals(0.25 * N, copies, 5 * Math.sqrt(N * 0.25 * 0.75));
        double outputs = 4.0 * (N - copies);
        assertEquals(0.1 * outputs, missing, 5 * Math.sqrt(outputs * 0.09));
    }

    @Test
    void theSameSeedDrawsTheSameInAnyOrderAndAnotherDoesNot() {
        var simulation = new Simulation(plain());
        float[][] late = simulation.outputs(900);
        assertArrayEquals(late, new Simulation(plain()).outputs()[900]);
        assertFalse(Arrays.deepEquals(late, new Simulation(Scenario.of(N, D, ERRORS, 12)).outputs(900)));
        assertFalse(Arrays.deepEquals(late, simulation.outputs(901)));
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scenario.of(0, D, ERRORS, 1));
        assertThrows(IllegalArgumentException.class, () -> Scenario.of(N, D, new double[]{1, -1, 1}, 1));
        assertThrows(IllegalArgumentException.class, () -> plain().withFamilies(0.5, 3, 2));
        assertThrows(IllegalArgumentException.class, () -> plain().withFamilies(1.5, 2));
        assertThrows(IllegalArgumentException.class, () -> plain().withClones(3));
        assertThrows(IllegalArgumentException.class, () -> plain().withMissing(1));
    }
}
