package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Goes over all samples in parallel, has a {@link Judge} estimate the errors of each sample's outputs, and takes the
 * mean over the repeats. {@link Posterior} and {@link Consensus} are such judges.
 */
final class OutputErrors {
    private static final int BLOCK = 64;

    private OutputErrors() {}

    /**
     * Estimates the errors of the outputs of one sample and repeat. It may hold scratch memory: belongs to one thread.
     */
    @FunctionalInterface
    interface Judge {
        /**
         * Estimates errors.
         *
         * @param outputs
         *            at least one
         * @param errors
         *            δ of all m generators, floored as in {@link Quality}; NaN where there is no estimate
         * @param judged
         *            receives the error of each output in {@code [0, outputs.count())}
         */
        void judge(PresentOutputs outputs, double[] errors, double[] judged);
    }

    /**
     * Errors of all outputs.
     *
     * @param arena
     *            owns the result
     * @param generations
     *            {@code [n, r, m, d]}
     * @param prior
     *            δ of each generator for each sample
     * @param judges
     *            a judge for each block of samples
     * @return {@code [n, m]}; NaN for a generator without an output
     */
    static Matrix of(Arena arena, Generations generations, Errors prior, Workers workers, Supplier<Judge> judges) {
        Matrix errors = Matrix.allocate(arena, generations.samples(), generations.generators());
        try {
            workers.forBlocks(generations.samples(), BLOCK,
                    (from, to) -> judge(generations, prior, judges.get(), errors, from, to));
        } catch (NonFiniteEmbeddingException e) {
            generations.requireFinite(workers); // the first row, whichever thread met one first
            throw e;
        }
        return errors;
    }

    private static void judge(Generations generations, Errors prior, Judge judge, Matrix errors, long from, long to) {
        var outputs = new PresentOutputs(generations);
        for (long sample = from; sample < to; sample++) {
            errors.write(sample, mean(generations, (int) sample, prior, judge, outputs));
        }
    }

    private static double[] mean(Generations generations, int sample, Errors prior, Judge judge,
            PresentOutputs outputs) {
        int m = generations.generators();
        double[] errors = new double[m];
        prior.read(sample, errors);
        double[] floored = Quality.floored(errors);
        double[] judged = new double[m];
        double[] mean = new double[m];
        int[] counts = new int[m];
        for (int repeat = 0; repeat < generations.repeats(); repeat++) {
            outputs.select(sample, repeat);
            if (outputs.count() > 0) {
                judge.judge(outputs, floored, judged);
                for (int i = 0; i < outputs.count(); i++) {
                    mean[outputs.generator(i)] += judged[i];
                    counts[outputs.generator(i)]++;
                }
            }
        }
        Arrays.setAll(mean, generator -> mean[generator] / counts[generator]);
        return mean;
    }
}
