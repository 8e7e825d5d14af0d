package dev.smoothie.core.estimate;

import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.JobOutcome;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the row estimates {@code y [n, m]} in one pass over the embedded outputs: the estimate of every generator's
 * error {@code δ_i = E‖λ_i − z*‖²} from each sample alone. The global and the local estimates are means of these rows.
 *
 * <p>
 * The mean over all triplets (i, j, k) of {@code ½(D_ij + D_ik − D_jk)} (Guha et al. 2024, algorithm 1) has a closed
 * form in the squared distances r_i to the mean output: {@code (m(m−1) r_i − Σ_j r_j) / ((m−1)(m−2))}, see the package
 * page.
 *
 * @param y
 *            {@code [n, m]}: the mean over the repeats of a sample; NaN for a generator without an output, and for a
 *            whole sample whose repeats all have fewer than three
 * @param decisions
 *            what the backend decided about the job, one line each
 */
public record RowEstimates(Matrix y, List<String> decisions) {
    private static final int BLOCK = 64;

    /**
     * Estimates all rows, in parallel over samples.
     *
     * @param arena
     *            owns the result
     * @param generations
     *            {@code [n, r, m, d]}
     * @throws NonFiniteEmbeddingException
     *             naming the first such row of {@code generations.vectors()}
     */
    public static RowEstimates of(Arena arena, Generations generations, Backend backend, Workers workers) {
        Matrix y = Matrix.allocate(arena, generations.samples(), generations.generators());
        JobOutcome outcome = backend.rowEstimates(generations, y, workers);
        if (!outcome.done()) {
            try {
                workers.forBlocks(generations.samples(), BLOCK,
                        (from, to) -> estimate(generations, backend, y, from, to));
            } catch (NonFiniteEmbeddingException e) {
                generations.requireFinite(workers); // the first row, whichever thread met one first
                throw e;
            }
        }
        return new RowEstimates(y, outcome.decisions());
    }

    private static void estimate(Generations generations, Backend backend, Matrix y, long from, long to) {
        int m = generations.generators();
        var outputs = new PresentOutputs(generations);
        double[] spread = new double[m];
        double[] sum = new double[m];
        int[] counts = new int[m];
        double[] block = new double[(int) (to - from) * m];
        for (long sample = from; sample < to; sample++) {
            Arrays.fill(sum, 0);
            Arrays.fill(counts, 0);
            for (int repeat = 0; repeat < generations.repeats(); repeat++) {
                outputs.select((int) sample, repeat);
                if (outputs.count() > 0) {
                    backend.spread(generations.vectors(), outputs.rows(), outputs.count(), outputs.equalWeights(),
                            spread);
                    outputs.requireFinite(spread);
                }
                if (outputs.count() >= 3) {
                    addTripletMeans(outputs, spread, sum, counts);
                }
            }
            int first = (int) (sample - from) * m;
            for (int generator = 0; generator < m; generator++) {
                block[first + generator] = sum[generator] / counts[generator]; // 0/0 is NaN: no estimate
            }
        }
        y.write(from, to, block);
    }

    private static void addTripletMeans(PresentOutputs outputs, double[] spread, double[] sum, int[] counts) {
        double count = outputs.count();
        double scale = 1 / ((count - 1) * (count - 2));
        double total = 0;
        for (int i = 0; i < outputs.count(); i++) {
            total += spread[i];
        }
        for (int i = 0; i < outputs.count(); i++) {
            int generator = outputs.generator(i);
            sum[generator] += (count * (count - 1) * spread[i] - total) * scale;
            counts[generator]++;
        }
    }
}
