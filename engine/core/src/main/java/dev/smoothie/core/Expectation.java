package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.estimate.ShrunkEstimate;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.Optional;

/**
 * The errors to expect of the generators for samples whose outputs do not exist yet, one sample at a time: those that
 * {@link Smoothie#route(Arena, Samples, Fitted, Samples, Method, dev.smoothie.core.route.Router.Eligible)} routes by.
 * Any number of threads may ask.
 *
 * @param estimate
 *            over the whole set, with the rows that local means are of
 * @param neighbors
 *            k; 0 where the errors are the same for all samples
 * @param shares
 *            which share of each generator's local deviation is kept, {@code [m]}; empty for all of it
 */
public record Expectation(GlobalEstimate estimate, int neighbors, Optional<double[]> shares) {

    public Expectation {
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(shares, "shares");
    }

    /**
     * The errors by a method.
     *
     * @param training
     *            the samples that were fitted
     * @param method
     *            global, local or vote
     * @throws CoreException
     *             if it is another, which weighs outputs, or what was fitted does not allow it
     */
    public static Expectation of(Smoothie smoothie, Samples training, Fitted fitted, Method method) {
        if (method.neighborhood() > 0) {
            training.requireInputs();
        }
        return switch (method) {
            case Method.Global _ -> new Expectation(fitted.global(), 0, Optional.empty());
            case Method.Local(int k) -> new Expectation(fitted.global(), k, Optional.empty());
            case Method.Vote vote -> {
                FittedVote taught = fitted.requireVote();
                yield vote.neighbors().isEmpty()
                        ? new Expectation(taught.estimate(), 0, Optional.empty())
                        : new Expectation(taught.estimate(), vote.neighborhood(), Optional
                                .of(taught.around(smoothie, training.requireInputs(), vote.neighborhood()).shares()));
            }
            case Method.Posterior _,Method.Consensus _,Method.Shrunk _,Method.Labelled _,Method.Reviews _ ->
                throw new CoreException(
                        "%s weighs outputs, and here there are none yet; use local, global or vote"
                                .formatted(method.label()));
        };
    }

    /**
     * The errors for one sample.
     *
     * @param nearest
     *            indices of its neighbours among the samples that were fitted; not read where k is 0
     * @return {@code [m]}, NaN where there is no estimate
     */
    public double[] errors(int[] nearest) {
        double[] errors = estimate.error().clone();
        if (neighbors > 0) {
            double[] mean = LocalEstimate.of(estimate.y(), nearest);
            if (shares.isEmpty()) {
                return mean;
            }
            for (int i = 0; i < errors.length; i++) {
                double deviation = mean[i] - errors[i];
                errors[i] += Double.isNaN(deviation) ? 0 : shares.get()[i] * deviation;
            }
        }
        return errors;
    }

    /**
     * The errors for some of the samples that were fitted themselves.
     *
     * @param arena
     *            owns them
     * @param samples
     *            indices
     */
    public Errors among(Smoothie smoothie, Arena arena, Embeddings inputs, long[] samples) {
        if (neighbors == 0) {
            return Errors.same(estimate.error());
        }
        Neighbors found = ExactSearch.of(arena, inputs.gather(arena, samples), inputs, neighbors, smoothie.backend(),
                smoothie.workers());
        Matrix local = LocalEstimate
                .of(arena, estimate.y(), found, found.k(), smoothie.backend(), smoothie.workers()).errors();
        return shares.isPresent() ? ShrunkEstimate.of(local, estimate, shares.get()) : Errors.of(local);
    }
}
