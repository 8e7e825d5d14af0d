package dev.smoothie.plugin.onnx;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class StaticTableProperties {

    /** A table of vectors drawn at random, some of them for tokens that say nothing. */
    private static StaticTable drawn(Random random, double[][] vectors, double[] weights) {
        int dimension = vectors[0].length;
        StaticTable table = new StaticTable(dimension, new byte[vectors.length * dimension],
                new float[vectors.length]);
        for (int token = 0; token < vectors.length; token++) {
            for (int j = 0; j < dimension; j++) {
                vectors[token][j] = random.nextGaussian() * Math.exp(random.nextGaussian());
            }
            weights[token] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
            table.set(token, vectors[token], weights[token]);
        }
        return table;
    }

    @Property
    void aMeanIsThatOfTheRowsInDouble(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int dimension,
            @ForAll @IntRange(max = 600) int count) {
        Random random = new Random(seed);
        StaticTable table = drawn(random, new double[20][dimension], new double[20]);
        int[] tokens = random.ints(count + 3L, 0, 20).toArray();
        double[] sum = new double[dimension];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < dimension; j++) {
                sum[j] += (double) table.scales()[tokens[i]] * table.rows()[tokens[i] * dimension + j];
            }
        }
        double length = length(sum);
        float[] mean = table.mean(tokens, count);
        for (int j = 0; j < dimension; j++) {
            assertEquals(length == 0 ? 0 : sum[j] / length, mean[j], 1e-4);
        }
        assertEquals(length == 0 ? 0 : 1, length(doubles(mean)), 1e-6);
    }

    /** Each number of a row is rounded by at most half a step of its 127. */
    @Property
    void aRowIsItsVectorTimesItsWeight(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int dimension) {
        double[][] vectors = new double[5][dimension];
        double[] weights = new double[5];
        StaticTable table = drawn(new Random(seed), vectors, weights);
        for (int token = 0; token < vectors.length; token++) {
            double greatest = 0;
            for (double element : vectors[token]) {
                greatest = Math.max(greatest, Math.abs(element));
            }
            for (int j = 0; j < dimension; j++) {
                assertEquals(weights[token] * vectors[token][j],
                        (double) table.scales()[token] * table.rows()[token * dimension + j],
                        weights[token] * greatest * (0.5 / 127 + 1e-6));
            }
        }
    }

    @Property
    void tokensWithoutWeightChangeNothing(@ForAll long seed) {
        Random random = new Random(seed);
        StaticTable table = drawn(random, new double[20][16], new double[20]);
        int[] tokens = random.ints(50, 0, 20).toArray();
        int[] loud = Arrays.stream(tokens).filter(token -> table.scales()[token] > 0).toArray();
        assertArrayEquals(table.mean(loud, loud.length), table.mean(tokens, tokens.length));
    }

    private static double[] doubles(float[] vector) {
        double[] doubles = new double[vector.length];
        for (int j = 0; j < vector.length; j++) {
            doubles[j] = vector[j];
        }
        return doubles;
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double element : vector) {
            squares += element * element;
        }
        return Math.sqrt(squares);
    }
}
