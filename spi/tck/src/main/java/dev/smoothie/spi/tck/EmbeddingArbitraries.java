package dev.smoothie.spi.tck;

import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * jqwik arbitraries for embeddings, for property tests of estimators, routers and neighbour searches. Values are finite
 * float32. Edge cases (equal outputs, zero vectors, a common offset, one wild output) appear far more often than they
 * would by chance. Everything is drawn by {@link Simulation}, so it follows the statistical model except where it is
 * distorted on purpose.
 */
public final class EmbeddingArbitraries {

    private EmbeddingArbitraries() {}

    /** Embedded outputs {@code [n][m][d]} with n in 1..maxSamples, m in 3..maxGenerators, d in 1..maxDimension. */
    public static Arbitrary<float[][][]> generations(int maxSamples, int maxGenerators, int maxDimension) {
        return Combinators.combine(Arbitraries.integers().between(1, maxSamples),
                Arbitraries.integers().between(3, maxGenerators), Arbitraries.integers().between(1, maxDimension),
                Arbitraries.of(Shape.values()), Arbitraries.longs()).as(EmbeddingArbitraries::draw);
    }

    /** Embedded inputs {@code [n][d]} with n in 1..maxSamples, d in 1..maxDimension. */
    public static Arbitrary<float[][]> inputs(int maxSamples, int maxDimension) {
        return generations(maxSamples, 3, maxDimension).map(generations -> {
            float[][] inputs = new float[generations.length][];
            for (int sample = 0; sample < inputs.length; sample++) {
                inputs[sample] = generations[sample][sample % 3];
            }
            return inputs;
        });
    }

    /**
     * Scenarios to simulate, with n in 1..maxSamples, m in 3..maxGenerators, d in 1..maxDimension: up to three topics,
     * a family whose errors are correlated, clones, missing outputs and duplicates, each in some and absent from
     * others.
     */
    public static Arbitrary<Scenario> scenarios(int maxSamples, int maxGenerators, int maxDimension) {
        Arbitrary<double[]> errors = Arbitraries.doubles().between(0.05, 2).array(double[].class).ofMinSize(3)
                .ofMaxSize(maxGenerators);
        Arbitrary<Scenario> plain = Combinators.combine(Arbitraries.integers().between(1, maxSamples),
                Arbitraries.integers().between(1, maxDimension), errors, Arbitraries.longs()).as(Scenario::of);
        return Combinators.combine(plain, Arbitraries.integers().between(1, 3),
                Arbitraries.of(0.0, 0.3, 0.9), Arbitraries.integers().between(0, 1), Arbitraries.of(0.0, 0.2),
                Arbitraries.of(0.0, 0.3))
                .as((scenario, topics, correlation, clones, missing, duplicates) -> scenario.withTopics(topics)
                        .withFamilies(correlation, 2).withClones(clones).withMissing(missing)
                        .withDuplicates(duplicates));
    }

    private enum Shape {
        GAUSSIAN, EQUAL_OUTPUTS, ZEROS, OFFSET, WILD, TINY
    }

    private static float[][][] draw(int samples, int generators, int dimension, Shape shape, long seed) {
        double[] errors = new double[generators];
        Arrays.fill(errors, dimension); // a variance of 1 in every column
        float[][][] generations = new Simulation(Scenario.of(samples, dimension, errors, seed)).outputs();
        var random = new Random(seed);
        for (float[][] outputs : generations) {
            for (int generator = 0; generator < generators; generator++) {
                distort(outputs, generator, shape, random);
            }
        }
        return generations;
    }

    private static void distort(float[][] outputs, int generator, Shape shape, Random random) {
        float[] output = outputs[generator];
        switch (shape) {
            case GAUSSIAN -> {}
            case EQUAL_OUTPUTS -> {
                if (generator > 0 && random.nextBoolean()) {
                    System.arraycopy(outputs[generator - 1], 0, output, 0, output.length);
                }
            }
            case ZEROS -> scale(output, random.nextBoolean() ? 0 : 1, 0);
            case OFFSET -> scale(output, 1, 100);
            case WILD -> scale(output, generator == 0 ? 1000 : 1, 0);
            case TINY -> scale(output, 1e-15f, 0);
        }
    }

    private static void scale(float[] vector, float factor, float offset) {
        for (int column = 0; column < vector.length; column++) {
            vector[column] = vector[column] * factor + offset;
        }
    }
}
