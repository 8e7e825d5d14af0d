package dev.smoothie.plugin.onnx;

import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Makes a {@link StaticTable} from an embedder: each token of its vocabulary is embedded as a text, the vectors are
 * reduced to their principal components, and each is weighted by the frequency of its token (Arora, Liang and Ma, <i>A
 * simple but tough-to-beat baseline for sentence embeddings</i>, ICLR 2017).
 *
 * @param counts
 *            of the vocabulary's tokens
 * @param silent
 *            tokens that say nothing: the special ones, and that for unknown words
 * @param dimension
 *            the numbers that remain of a vector
 */
record Distillation(TokenCounts counts, Set<Integer> silent, int dimension) {

    /** Tokens that a thread embeds before it takes the next ones. */
    private static final int BLOCK = 16;

    /** The numbers of a row of the table that users get. */
    static final int DIMENSION = 256;

    /**
     * Makes the table; given the same vectors, the same bits on any machine.
     *
     * @param embedder
     *            the vector of a text that is this token alone; called by several threads
     */
    StaticTable run(IntFunction<float[]> embedder, Parallel parallel) {
        int[] tokens = IntStream.range(0, counts.counts().length)
                .filter(token -> !silent.contains(token)).toArray();
        float[][] vectors = new float[tokens.length][];
        inBlocks(tokens.length, parallel, i -> vectors[i] = embedder.apply(tokens[i]));
        PrincipalAxes axes = PrincipalAxes.of(vectors, Math.min(dimension, vectors[0].length), parallel);
        double[] weights = counts.weights();
        StaticTable table = new StaticTable(axes.axes().length, new byte[weights.length * axes.axes().length],
                new float[weights.length]);
        inBlocks(tokens.length, parallel, i -> table.set(tokens[i], axes.along(vectors[i]), weights[tokens[i]]));
        return table;
    }

    private static void inBlocks(int count, Parallel parallel, IntConsumer task) {
        parallel.forEach((count + BLOCK - 1) / BLOCK, block -> {
            for (int i = block * BLOCK; i < Math.min(count, (block + 1) * BLOCK); i++) {
                task.accept(i);
            }
        });
    }
}
