package dev.smoothie.engine.compute;

import dev.smoothie.engine.data.Embeddings;
import java.util.List;

/**
 * The arithmetic on embeddings that a kind of hardware or library can make fast. Few and coarse operations; each takes
 * whole rows and checks nothing that its caller has checked. Any number of threads may call at once; no method starts a
 * thread.
 */
public sealed interface Backend permits ScalarBackend, VectorBackend, OpenBlasBackend, CudaBackend {

    /** The name in {@code --backend NAME}. */
    String name();

    /** One line about what it runs on, for the log and {@code doctor}. */
    String description();

    /**
     * The squared distances of some rows to their weighted mean, {@code r_i = ‖λ_i − Σ_j w_j λ_j‖²}. With equal weights the
     * triplet estimates follow from them, with θ as weights the posterior (DESIGN §2). Translating all rows changes nothing
     * beyond rounding.
     *
     * @param vectors
     *            {@code [rows, d]}
     * @param rows
     *            indices of the rows to use, {@code rows[0, count)}
     * @param count
     *            how many, at least 1
     * @param weights
     *            {@code weights[0, count)}, none negative, summing to 1
     * @param spread
     *            receives {@code r_i} in {@code spread[0, count)}; NaN or infinite only where the input is
     */
    void spread(Embeddings vectors, long[] rows, int count, double[] weights, double[] spread);

    /**
     * Opens a screen for blocks of at most {@code maxRows} rows of dimension {@code d}; it holds scratch, so one for each
     * thread.
     */
    Screen screen(int maxRows, int d);

    /** What it decided while it worked, by what it measured: a line each, for the log. */
    default List<String> decisions() {
        return List.of();
    }
}
