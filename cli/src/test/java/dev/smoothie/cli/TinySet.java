package dev.smoothie.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small set of samples with embeddings, which float32 holds exactly.
 *
 * @param inputs
 *            {@code [n][d]}
 * @param outputs
 *            {@code [n][r][m][d]}, null for a missing one
 */
record TinySet(double[][] inputs, double[][][][] outputs) {
    static final List<String> GENERATORS = List.of("ant", "bee", "cat", "dog");
    static final int INPUT_DIMENSION = 3;
    static final int OUTPUT_DIMENSION = 5;

    /**
     * Makes {@code size} samples with up to {@code repeats} outputs of each generator, of which every tenth is missing.
     */
    static TinySet of(long seed, int size, int repeats) {
        var random = new Random(seed);
        double[][] inputs = new double[size][];
        double[][][][] outputs = new double[size][repeats][GENERATORS.size()][];
        for (int sample = 0; sample < size; sample++) {
            inputs[sample] = vector(random, INPUT_DIMENSION, 1);
            double[] truth = vector(random, OUTPUT_DIMENSION, 1);
            for (double[][] repeat : outputs[sample]) {
                for (int g = 0; g < repeat.length; g++) {
                    double[] error = vector(random, OUTPUT_DIMENSION, 0.5 + 0.25 * g);
                    repeat[g] = random.nextInt(10) == 0
                            ? null
                            : IntStream.range(0, OUTPUT_DIMENSION)
                                    .mapToDouble(c -> (float) (truth[c] + error[c])).toArray();
                }
            }
        }
        return new TinySet(inputs, outputs);
    }

    private static double[] vector(Random random, int d, double deviation) {
        return IntStream.range(0, d).mapToDouble(_ -> (float) (deviation * random.nextGaussian())).toArray();
    }

    int size() {
        return inputs.length;
    }

    /** The estimates of all samples from their own outputs. */
    List<double[]> rows() {
        return Arrays.stream(outputs)
                .map(sample -> PlainEstimator.mean(Arrays.stream(sample).map(PlainEstimator::row).toList())).toList();
    }

    boolean[] present(int sample) {
        boolean[] present = new boolean[GENERATORS.size()];
        for (double[][] repeat : outputs[sample]) {
            for (int g = 0; g < present.length; g++) {
                present[g] |= repeat[g] != null;
            }
        }
        return present;
    }

    /** The text of the first output that is not missing. */
    String text(int sample, int generator) {
        for (int repeat = 0; repeat < outputs[sample].length; repeat++) {
            if (outputs[sample][repeat][generator] != null) {
                return text(sample, repeat, generator);
            }
        }
        return null;
    }

    private String text(int sample, int repeat, int generator) {
        return outputs[sample][repeat][generator] == null
                ? null
                : "%s says %d, %d".formatted(GENERATORS.get(generator), sample, repeat);
    }

    /** The samples as JSON lines, without inputs. */
    String lines() {
        return IntStream.range(0, size()).mapToObj(sample -> "{\"generations\": {%s}}\n".formatted(
                IntStream.range(0, GENERATORS.size()).mapToObj(g -> "\"%s\": %s".formatted(GENERATORS.get(g),
                        json(sample, g))).collect(Collectors.joining(", "))))
                .collect(Collectors.joining());
    }

    private String json(int sample, int generator) {
        List<String> texts = new ArrayList<>();
        for (int repeat = 0; repeat < outputs[sample].length; repeat++) {
            String text = text(sample, repeat, generator);
            texts.add(text == null ? "null" : "\"" + text + "\"");
        }
        return texts.size() == 1 ? texts.getFirst() : texts.toString();
    }

    /**
     * Writes {@code NAME.jsonl} with inputs, and {@code NAME.x.npy} and {@code NAME.l.npy}. Missing outputs are NaN.
     */
    void write(Folder folder, String name) {
        String lines = lines().replace("{\"generations\"", "{\"input\": \"i\", \"generations\"");
        int repeats = outputs[0].length;
        int m = GENERATORS.size();
        folder.file(name + ".jsonl", lines)
                .npy(name + ".x.npy", new int[]{size(), INPUT_DIMENSION},
                        floats(Arrays.asList(inputs), INPUT_DIMENSION))
                .npy(name + ".l.npy",
                        repeats == 1
                                ? new int[]{size(), m, OUTPUT_DIMENSION}
                                : new int[]{size(), repeats, m, OUTPUT_DIMENSION},
                        floats(Arrays.stream(outputs).flatMap(Arrays::stream).flatMap(Arrays::stream).toList(),
                                OUTPUT_DIMENSION));
    }

    private static float[] floats(List<double[]> vectors, int d) {
        float[] values = new float[vectors.size() * d];
        for (int row = 0; row < vectors.size(); row++) {
            for (int c = 0; c < d; c++) {
                values[row * d + c] = vectors.get(row) == null ? Float.NaN : (float) vectors.get(row)[c];
            }
        }
        return values;
    }
}
