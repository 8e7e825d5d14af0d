package dev.smoothie.core.estimate;

import dev.smoothie.core.TestBackends;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.vectors.Presence;
import dev.smoothie.spi.tck.EmbeddingArbitraries;
import dev.smoothie.spi.tck.TripletLoop;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Tests what is true of row estimates for all embeddings and backends; {@link GlobalEstimateContractTest} tests what is
 * true of every estimator. Tolerances are those of float32, and relative to the distances involved.
 */
@Tag("kernel")
class EstimatorProperties {

    @Provide
    Arbitrary<float[][][]> generations() {
        return EmbeddingArbitraries.generations(6, 12, 40);
    }

    @Provide
    Arbitrary<Backend> backends() {
        return Arbitraries.of(TestBackends.all().toList());
    }

    /**
     * The size of rounding errors in estimates from these outputs: the largest squared distance, and what the offset
     * costs.
     */
    private static double tolerance(float[][][] outputs) {
        double largest = 0;
        for (float[][] sample : outputs) {
            for (float[] a : sample) {
                for (float[] b : sample) {
                    largest = Math.max(largest, TripletLoop.squaredDistance(a, b));
                }
            }
        }
        return 4e-6 * largest;
    }

    @Property(tries = 300)
    void closedFormEqualsTheTripletLoop(@ForAll("generations") float[][][] outputs,
            @ForAll("backends") Backend backend) {
        double[][] y = Triplets.rows(backend, outputs, Presence.COMPLETE);
        for (int sample = 0; sample < outputs.length; sample++) {
            assertArrayEquals(TripletLoop.errors(outputs[sample]), y[sample], tolerance(outputs));
        }
    }

    @Property(tries = 30)
    void closedFormEqualsTheTripletLoopForEveryNumberOfGenerators(@ForAll @IntRange(min = 3, max = 12) int m,
            @ForAll long seed, @ForAll("backends") Backend backend) {
        float[][][] outputs = modelDraws(3, uniformErrors(m), 24, seed);
        double[][] y = Triplets.rows(backend, outputs, Presence.COMPLETE);
        for (int sample = 0; sample < 3; sample++) {
            assertArrayEquals(TripletLoop.errors(outputs[sample]), y[sample], tolerance(outputs));
        }
    }

    @Property(tries = 100)
    void equalOutputsHaveEqualEstimatesToTheBit(@ForAll("generations") float[][][] outputs,
            @ForAll("backends") Backend backend) {
        int m = outputs[0].length;
        for (float[][] sample : outputs) {
            sample[m - 1] = sample[0].clone();
        }
        for (double[] y : Triplets.rows(backend, outputs, Presence.COMPLETE)) {
            assertEquals(y[0], y[m - 1], 0);
        }
    }

    @Property(tries = 60)
    void missingOutputsAreAsIfTheGeneratorWereNotThere(@ForAll("generations") float[][][] outputs, @ForAll long seed,
            @ForAll("backends") Backend backend) {
        int m = outputs[0].length;
        var random = new Random(seed);
        boolean[][] there = new boolean[outputs.length][m];
        for (boolean[] row : there) {
            for (int generator = 0; generator < m; generator++) {
                row[generator] = random.nextInt(4) > 0;
            }
        }
        double[][] y = Triplets.rows(backend, poison(outputs, there),
                (sample, _, generator) -> there[sample][generator]);
        for (int s = 0; s < outputs.length; s++) {
            int sample = s;
            int[] present = IntStream.range(0, m).filter(generator -> there[sample][generator]).toArray();
            double[] expected = new double[m];
            Arrays.fill(expected, Double.NaN);
            if (present.length >= 3) {
                double[] few = TripletLoop
                        .errors(IntStream.of(present).mapToObj(g -> outputs[sample][g]).toArray(float[][]::new));
                for (int i = 0; i < present.length; i++) {
                    expected[present[i]] = few[i];
                }
            }
            assertArrayEquals(expected, y[sample], tolerance(outputs));
        }
    }

    /** The row of an output that is missing must not be read. */
    private static float[][][] poison(float[][][] outputs, boolean[][] there) {
        float[][][] poisoned = map(outputs, x -> x);
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int generator = 0; generator < there[sample].length; generator++) {
                if (!there[sample][generator]) {
                    Arrays.fill(poisoned[sample][generator], Float.NaN);
                }
            }
        }
        return poisoned;
    }

    private static double[] uniformErrors(int m) {
        return IntStream.rangeClosed(1, m).mapToDouble(i -> i / (double) m).toArray();
    }

    /** λ_i = z* + ε_i with independent Gaussian ε_i, E‖ε_i‖² = δ_i. */
    private static float[][][] modelDraws(int n, double[] errors, int d, long seed) {
        var random = new Random(seed);
        float[][][] outputs = new float[n][errors.length][d];
        for (float[][] sample : outputs) {
            for (int column = 0; column < d; column++) {
                double truth = random.nextGaussian();
                for (int generator = 0; generator < errors.length; generator++) {
                    sample[generator][column] = (float) (truth
                            + Math.sqrt(errors[generator] / d) * random.nextGaussian());
                }
            }
        }
        return outputs;
    }

    private interface FloatMap {
        float apply(float x);
    }

    private static float[][][] map(float[][][] outputs, FloatMap map) {
        float[][][] mapped = new float[outputs.length][outputs[0].length][outputs[0][0].length];
        for (int sample = 0; sample < outputs.length; sample++) {
            for (int generator = 0; generator < outputs[sample].length; generator++) {
                for (int column = 0; column < outputs[sample][generator].length; column++) {
                    mapped[sample][generator][column] = map.apply(outputs[sample][generator][column]);
                }
            }
        }
        return mapped;
    }
}
