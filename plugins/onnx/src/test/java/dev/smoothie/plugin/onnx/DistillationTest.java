package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DistillationTest {

    private static final int TOKENS = 60;

    private static int[] drawnCounts() {
        return new Random(2).ints(TOKENS, 0, 1000).toArray();
    }

    private static float[][] drawnVectors(int dimension) {
        Random random = new Random(3);
        float[][] vectors = new float[TOKENS][dimension];
        for (float[] vector : vectors) {
            for (int j = 0; j < dimension; j++) {
                vector[j] = (float) (random.nextGaussian() * (j + 1)) + 5;
            }
        }
        return vectors;
    }

    private static double[] row(StaticTable table, int token) {
        double[] row = new double[table.dimension()];
        for (int j = 0; j < row.length; j++) {
            row[j] = table.scales()[token] * (double) table.rows()[token * row.length + j];
        }
        return row;
    }

    /**
     * Components of as many dimensions as the vectors have only turn them: every inner product of centred vectors stays,
     * times the weights.
     */
    @Test
    void allComponentsKeepAllAnglesAndTheWeightsComeIn() {
        int dimension = 7;
        float[][] vectors = drawnVectors(dimension);
        int[] counts = drawnCounts();
        Set<Integer> silent = Set.of(0, 13);
        StaticTable table = new Distillation(new TokenCounts(counts), silent, dimension).run(t -> vectors[t],
                new Parallel(2));
        double total = 0;
        for (int count : counts) {
            total += count;
        }
        double[] mean = new double[dimension];
        for (int t = 0; t < TOKENS; t++) {
            for (int j = 0; j < dimension && !silent.contains(t); j++) {
                mean[j] += vectors[t][j] / (double) (TOKENS - silent.size());
            }
        }
        for (int s = 0; s < TOKENS; s++) {
            for (int t = 0; t < TOKENS; t++) {
                double expected = 0;
                double lengths = 0;
                double found = 0;
                for (int j = 0; j < dimension; j++) {
                    expected += (vectors[s][j] - mean[j]) * (vectors[t][j] - mean[j]);
                    lengths += square(vectors[s][j] - mean[j]) + square(vectors[t][j] - mean[j]);
                    found += row(table, s)[j] * row(table, t)[j];
                }
                double weight = 1e-3 / (1e-3 + counts[s] / total) * 1e-3 / (1e-3 + counts[t] / total);
                boolean isSilent = silent.contains(s) || silent.contains(t);
                assertEquals(isSilent ? 0 : weight * expected, found, weight * lengths * 0.02);
            }
        }
    }

    private static double square(double x) {
        return x * x;
    }

    /** The components that stay are those along which the vectors differ most: here the last, in their order. */
    @Test
    void fewComponentsAreTheGreatest() {
        Random random = new Random(4);
        float[][] vectors = new float[TOKENS][6];
        for (float[] vector : vectors) {
            for (int j = 0; j < 6; j++) {
                vector[j] = (float) (Math.pow(20, j) * random.nextGaussian());
            }
        }
        StaticTable table = new Distillation(new TokenCounts(new int[TOKENS]), Set.of(), 2).run(t -> vectors[t],
                new Parallel(2));
        double mean = 0;
        for (float[] vector : vectors) {
            mean += vector[5] / TOKENS;
        }
        for (int t = 0; t < TOKENS; t++) {
            assertEquals(Math.abs(vectors[t][5] - mean), Math.abs(row(table, t)[0]), 0.05 * Math.pow(20, 5));
        }
        assertEquals(2, table.dimension());
    }

    @Test
    void theBitsDoNotDependOnThreads() {
        float[][] vectors = drawnVectors(9);
        Distillation distillation = new Distillation(new TokenCounts(drawnCounts()), Set.of(1), 5);
        StaticTable one = distillation.run(t -> vectors[t], new Parallel(1));
        StaticTable four = distillation.run(t -> vectors[t], new Parallel(4));
        assertArrayEquals(one.rows(), four.rows());
        assertArrayEquals(one.scales(), four.scales());
    }

    @Test
    void whatTheEmbedderThrowsIsThrown() {
        Distillation distillation = new Distillation(new TokenCounts(drawnCounts()), Set.of(), 5);
        assertThrows(IllegalStateException.class, () -> distillation.run(t -> {
            throw new IllegalStateException("no");
        }, new Parallel(3)));
    }

    /** A token that is a word has the vector of that word: what the other embedder gives it as a text. */
    @Test
    void aTokenIsEmbeddedAsTheTextThatItIs() throws IOException {
        Map<String, Integer> vocabulary = TokenizerJson
                .read(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json"))).vocabulary();
        List<String> words = List.of("bread", "paris", "tax", "the", "42", "tokyo");
        Map<Integer, float[]> vectors = new HashMap<>();
        StaticEmbedderFactory.withModel(BundledModel.CONTEXT, (wordPiece, embedder) -> {
            for (String word : words) {
                vectors.put(vocabulary.get(word), embedder.apply(vocabulary.get(word)));
            }
            return null;
        });
        try (Embedder embedder = BundledModel.open()) {
            for (String word : words) {
                float[] expected = embedder.embed(List.of(word)).vectors()[0];
                assertArrayEquals(expected, vectors.get(vocabulary.get(word)));
            }
        }
    }

    @Test
    void theCountsAreThoseOfTheBundledVocabulary() throws IOException {
        Map<String, Integer> vocabulary = TokenizerJson
                .read(Files.readString(BundledModel.DIRECTORY.resolve("tokenizer.json"))).vocabulary();
        TokenCounts counts = TokenCounts.bundled();
        double[] weights = counts.weights();
        assertEquals(vocabulary.size(), counts.counts().length);
        for (double weight : weights) {
            assertTrue(weight > 0 && weight <= 1);
        }
        assertTrue(weights[vocabulary.get("the")] < 0.05);
        assertTrue(weights[vocabulary.get("bread")] > 0.9);
        assertEquals(1, weights[vocabulary.get("[unused5]")]);
    }
}
