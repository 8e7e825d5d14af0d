package dev.smoothie.core.compute;

import dev.smoothie.bindings.Availability;
import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.core.cards.Precision;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Does the heavy arithmetic on embeddings, with one kind of hardware or library: plain Java, SIMD, OpenBLAS or CUDA
 * cards. The operations are few and coarse; each takes whole rows and checks nothing that its caller has checked. Any
 * number of threads may call at once; only whole jobs use the workers that they are given.
 *
 * <p>
 * A backend is first offered a <em>whole job</em>: a search, row estimates, neighbourhood means. It decides by itself
 * whether to do it, and says what it decided in the {@link JobOutcome}. A job that it leaves, the caller does in blocks
 * by {@link #spread} and {@link #screen}. So no caller needs to know the class of a backend.
 */
public sealed interface Backend permits ScalarBackend, VectorBackend, OpenBlasBackend, CudaBackend {

    /** The name in {@code --backend NAME}. */
    String name();

    /** One line about what it runs on, for the log and {@code doctor}. */
    String description();

    /**
     * The squared distances of some rows to their weighted mean, {@code r_i = ‖λ_i − Σ_j w_j λ_j‖²}. With equal weights
     * the triplet estimates follow from them, with θ as weights the posterior: the formulas are on the page of the
     * package {@link dev.smoothie.core.estimate}. Translating all rows changes nothing beyond rounding.
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
     * Opens a screen, which computes keys for a tile of two blocks, of at most {@code maxRows} rows of dimension
     * {@code d} each. It holds scratch memory, so each thread needs one of its own.
     */
    TileScreen screen(int maxRows, int d);

    /**
     * Offers a whole exact search: the k nearest base rows of each query, nearest first, equal distances by index.
     *
     * @param queries
     *            {@code [q, d]}
     * @param base
     *            {@code [n, d]}
     * @param self
     *            whether the queries are the base, and each row its own first neighbour
     * @param k
     *            at least 1, at most the rows of the base
     * @param result
     *            receives {@code [q, k]} ints, rows of the base
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row that is not finite
     */
    default JobOutcome search(Embeddings queries, Embeddings base, boolean self, int k, Workers workers,
            MemorySegment result) {
        return JobOutcome.DECLINED;
    }

    /**
     * Offers the row estimates of a whole set.
     *
     * @param generations
     *            {@code [n, r, m, d]}
     * @param y
     *            receives {@code [n, m]}, NaN where there is no estimate
     * @throws dev.smoothie.core.vectors.NonFiniteEmbeddingException
     *             naming the first row that is not finite
     */
    default JobOutcome rowEstimates(Generations generations, Matrix y, Workers workers) {
        return JobOutcome.DECLINED;
    }

    /**
     * Offers means of rows of y over neighbourhoods.
     *
     * @param y
     *            {@code [n, m]}; NaN is skipped
     * @param neighbors
     *            {@code [q, known]} ints, rows of y
     * @param known
     *            neighbours of each query
     * @param k
     *            how many of them to average, the first
     * @param means
     *            receives {@code [q, m]}
     */
    default JobOutcome means(Matrix y, MemorySegment neighbors, int known, int k, Matrix means, Workers workers) {
        return JobOutcome.DECLINED;
    }

    /** Where this backend runs encoders of texts, in one line; or why it does not, and what to do. */
    default Availability<String> encoders() {
        return new Absent<>("the backend %s runs no encoders".formatted(name()),
                "use the backend cuda, on a machine with a card");
    }

    /**
     * Loads an encoder of texts, where this backend can run it.
     *
     * @param model
     *            the weights, and what is done with them
     * @return the encoder, which the caller closes before the backend; or why there is none, and what to do
     */
    default Availability<TextEncoder> encoder(PooledEncoder model, Workers workers) {
        return new Absent<>("the backend %s runs no encoders".formatted(name()),
                "use the backend cuda, on a machine with a card");
    }

    /**
     * The same backend for someone who asked for it by name: where its hardware fails in the middle of a job, it says so,
     * and does not leave the job to the caller.
     */
    default Backend insistedOn() {
        return this;
    }

    /**
     * The same backend with searches that screen in {@code precision}; empty for a backend that has no choice of it.
     */
    default Optional<Backend> screeningIn(Precision precision) {
        return Optional.empty();
    }
}
