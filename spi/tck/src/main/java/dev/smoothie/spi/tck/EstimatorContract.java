package dev.smoothie.spi.tck;

import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that an estimator has the properties of Smoothie's estimator (Guha et al. 2024), for all embeddings: with
 * {@code D_ij = ‖λ_i − λ_j‖²} a generator's error is {@code δ_i = ½ (D_ij + D_ik − D_jk)}, averaged over all pairs j, k
 * of other generators and over all samples. The properties are run by jqwik; a subclass only gives the estimator.
 */
public abstract class EstimatorContract {

    /**
     * Estimates errors.
     *
     * @param generations
     *            embedded outputs {@code [n][m][d]}, m at least 3, nothing missing, all finite
     * @return δ of each generator, {@code [m]}: lower is better; may be negative
     */
    protected abstract double[] errors(float[][][] generations);

    /**
     * How far rounding may move an error, as a part of the largest squared distance; the default is that of float32
     * arithmetic.
     */
    protected double tolerance() {
        return 4e-6;
    }

    /** The embeddings that the properties are tried on. */
    @Provide
    protected Arbitrary<float[][][]> generations() {
        return EmbeddingArbitraries.generations(6, 12, 40);
    }

    @Property(tries = 100)
    void errorsAreTheMeanOverAllTriplets(@ForAll("generations") float[][][] outputs) {
        double[] expected = new double[outputs[0].length];
        for (float[][] sample : outputs) {
            double[] one = TripletLoop.errors(sample);
            for (int i = 0; i < expected.length; i++) {
                expected[i] += one[i] / outputs.length;
            }
        }
        assertArrayEquals(expected, errors(outputs), rounding(outputs));
    }

    @Property(tries = 100)
    void permutingGeneratorsPermutesErrors(@ForAll("generations") float[][][] outputs, @ForAll long seed) {
        List<Integer> order = shuffled(outputs[0].length, seed);
        float[][][] permuted = new float[outputs.length][][];
        Arrays.setAll(permuted, sample -> order.stream().map(generator -> outputs[sample][generator])
                .toArray(float[][]::new));
        double[] before = errors(outputs);
        double[] after = errors(permuted);
        for (int i = 0; i < after.length; i++) {
            assertEquals(before[order.get(i)], after[i], rounding(outputs));
        }
    }

    @Property(tries = 100)
    void permutingSamplesChangesNothing(@ForAll("generations") float[][][] outputs, @ForAll long seed) {
        float[][][] permuted = shuffled(outputs.length, seed).stream().map(sample -> outputs[sample])
                .toArray(float[][][]::new);
        assertArrayEquals(errors(outputs), errors(permuted), rounding(outputs));
    }

    @Property(tries = 100)
    void translatingAllEmbeddingsChangesNothing(@ForAll("generations") float[][][] outputs) {
        // On a grid that the sums stay on: the translation itself must not round.
        float[][][] onGrid = map(outputs, x -> Math.rint(Math.clamp(x, -1000, 1000) * 64) / 64);
        assertArrayEquals(errors(onGrid), errors(map(onGrid, x -> x + 4096)), rounding(onGrid));
    }

    @Property(tries = 100)
    void doublingAllEmbeddingsMakesErrorsFourTimesAsLarge(@ForAll("generations") float[][][] outputs) {
        double[] before = errors(outputs);
        double[] after = errors(map(outputs, x -> 2 * x));
        for (int i = 0; i < after.length; i++) {
            assertEquals(4 * before[i], after[i], 4 * rounding(outputs));
        }
    }

    @Property(tries = 100)
    void rotatingAllEmbeddingsChangesNothing(@ForAll("generations") float[][][] outputs, @ForAll long seed) {
        int d = outputs[0][0].length;
        float[][][] rotated = map(outputs, x -> x);
        double largest = rotate(rotated, 2 * d, seed);
        // Each turn rounds two coordinates: the vectors move by about √(2d)·u·‖λ‖, distances by twice that.
        double moved = Math.sqrt(2.0 * d) * 0x1p-24 * largest * Math.sqrt(d);
        double spread = Math.sqrt(largestDistance(outputs));
        assertArrayEquals(errors(outputs), errors(rotated), rounding(outputs) + 8 * moved * (spread + moved));
    }

    /** All errors shrink by the same factor: a sample on which all agree ranks nobody. */
    @Property(tries = 100)
    void addingASampleOfEqualOutputsChangesNoRanking(@ForAll("generations") float[][][] outputs) {
        double[] before = errors(outputs);
        float[][][] more = Arrays.copyOf(outputs, outputs.length + 1);
        more[outputs.length] = new float[before.length][];
        Arrays.setAll(more[outputs.length], _ -> outputs[0][0].clone());
        double[] after = errors(more);
        for (int i = 0; i < before.length; i++) {
            assertEquals(before[i] * outputs.length / (outputs.length + 1), after[i], rounding(outputs));
        }
    }

    /** δ̂_i lies within five standard errors of the δ_i that the data were drawn with; false once in a million. */
    @Property(tries = 10)
    void theErrorsOfDataDrawnFromTheModelAreRecovered(@ForAll long seed) {
        double[] truth = {0.2, 0.5, 1.0, 0.3, 2.0};
        float[][][] outputs = new Simulation(Scenario.of(2000, 16, truth, seed)).outputs();
        double[][] bySample = Arrays.stream(outputs).map(TripletLoop::errors).toArray(double[][]::new);
        double[] errors = errors(outputs);
        for (int i = 0; i < truth.length; i++) {
            int generator = i;
            double mean = Arrays.stream(bySample).mapToDouble(row -> row[generator]).average().orElseThrow();
            double squares = Arrays.stream(bySample).mapToDouble(row -> Math.pow(row[generator] - mean, 2)).sum();
            double standardError = Math.sqrt(squares / (outputs.length - 1) / outputs.length);
            assertTrue(Math.abs(errors[i] - truth[i]) < 5 * standardError,
                    () -> "δ=%s, estimated %s ± %s".formatted(truth[generator], errors[generator], standardError));
        }
    }

    private double rounding(float[][][] outputs) {
        return tolerance() * largestDistance(outputs);
    }

    private static double largestDistance(float[][][] outputs) {
        double largest = 0;
        for (float[][] sample : outputs) {
            for (float[] a : sample) {
                for (float[] b : sample) {
                    largest = Math.max(largest, NeighborSet.distance(a, b));
                }
            }
        }
        return largest;
    }

    private static List<Integer> shuffled(int size, long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    /** Turns all vectors in {@code turns} planes of two axes; returns the largest length in any of them. */
    private static double rotate(float[][][] vectors, int turns, long seed) {
        int d = vectors[0][0].length;
        var random = new SplittableRandom(seed);
        double largest = 0;
        for (int turn = 0; turn < turns && d > 1; turn++) {
            int a = random.nextInt(d);
            int b = (a + 1 + random.nextInt(d - 1)) % d;
            double angle = random.nextDouble() * Math.PI;
            for (float[][] sample : vectors) {
                for (float[] vector : sample) {
                    double x = vector[a];
                    double y = vector[b];
                    vector[a] = (float) (Math.cos(angle) * x - Math.sin(angle) * y);
                    vector[b] = (float) (Math.sin(angle) * x + Math.cos(angle) * y);
                    largest = Math.max(largest, Math.hypot(x, y));
                }
            }
        }
        return largest;
    }

    private static float[][][] map(float[][][] outputs, DoubleUnaryOperator map) {
        float[][][] mapped = new float[outputs.length][outputs[0].length][outputs[0][0].length];
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int generator = 0; generator < outputs[sample].length; generator++) {
                for (int column = 0; column < outputs[sample][generator].length; column++) {
                    mapped[sample][generator][column] = (float) map.applyAsDouble(outputs[sample][generator][column]);
                }
            }
        }
        return mapped;
    }
}
