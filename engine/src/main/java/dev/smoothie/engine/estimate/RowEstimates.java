package dev.smoothie.engine.estimate;

import dev.smoothie.engine.compute.Backend;
import dev.smoothie.engine.compute.CudaBackend;
import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.data.NonFiniteEmbeddingException;
import dev.smoothie.engine.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * One pass over the embedded outputs to {@code y [n, m]}, the estimate of every generator's error
 * {@code δ_i = E‖λ_i − z*‖²} from each sample alone.
 *
 * <p>
 * The mean over all triplets (i, j, k) of {@code ½(D_ij + D_ik − D_jk)} (Guha et al. 2024, algorithm 1) has a closed form in
 * the squared distances r_i to the mean output: {@code (m(m−1) r_i − Σ_j r_j) / ((m−1)(m−2))}.
 */
public final class RowEstimates {
    private static final int BLOCK = 64;

    private final Generations generations;
    private final Backend backend;
    private final Matrix y;

    private RowEstimates(Generations generations, Backend backend, Matrix y) {
        this.generations = generations;
        this.backend = backend;
        this.y = y;
    }

    /**
     * Estimates all rows, in parallel over samples.
     *
     * @param arena
     *            owns the result
     * @param generations
     *            {@code [n, r, m, d]}
     * @return {@code y [n, m]}: the mean over the repeats of a sample; NaN for a generator without an output, and for a whole
     *         sample whose repeats all have fewer than three
     * @throws NonFiniteEmbeddingException
     *             naming the row of {@code generations.vectors()}
     */
    public static Matrix of(Arena arena, Generations generations, Backend backend, Workers workers) {
        Matrix y = Matrix.allocate(arena, generations.samples(), generations.generators());
        var pass = new RowEstimates(generations, backend, y);
        CudaBackend.HostEstimates host = (from, to) -> workers.forBlocks(to - from, BLOCK,
                (first, last) -> pass.estimate(from + first, from + last));
        if (backend instanceof CudaBackend cuda) {
            cuda.rowEstimates(generations, y, workers, host);
        } else {
            host.run(0, generations.samples());
        }
        return y;
    }

    private void estimate(long from, long to) {
        int m = generations.generators();
        var outputs = new PresentOutputs(generations);
        double[] spread = new double[m];
        double[] sum = new double[m];
        int[] counts = new int[m];
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
            for (int generator = 0; generator < m; generator++) {
                sum[generator] /= counts[generator]; // 0/0 is NaN: no estimate
            }
            y.write(sample, sum);
        }
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
