package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Consensus;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.Vote;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.Optional;

/**
 * What a set of samples teaches about the generators, in a form that can be kept and used for other samples without
 * computing it again: {@link Smoothie#fit} makes it. Any number of threads may read.
 *
 * @param global
 *            the estimate from distances, whose {@code y} are the row estimates {@code [n, m]}
 * @param bandwidth
 *            h of {@link Consensus}
 * @param vote
 *            where outputs are answers: what their votes teach
 */
public record Fitted(GlobalEstimate global, double bandwidth, Optional<FittedVote> vote) {

    public Fitted {
        Objects.requireNonNull(global, "global");
        Objects.requireNonNull(vote, "vote");
    }

    /** The row estimates, {@code [n, m]}. */
    public Matrix y() {
        return global.y();
    }

    /** The estimate by which generators are ranked: of the votes where there are any, otherwise of the distances. */
    public GlobalEstimate ranking() {
        return vote.map(FittedVote::estimate).orElse(global);
    }

    /**
     * What the votes teach.
     *
     * @throws CoreException
     *             if outputs are no answers
     */
    FittedVote requireVote() {
        return vote.orElseThrow(() -> new CoreException(
                "vote is for answers, and the samples that were fitted are compared as texts; use local or global"));
    }

    /**
     * Judges outputs of samples by what is known of their generators: votes where there are any, otherwise
     * {@link Consensus}. Of samples of the set itself the errors are those of the methods vote and consensus.
     *
     * @param arena
     *            owns the result
     * @param outputs
     *            of the same generators, {@code [q, r, m, d]}
     * @return {@code [q, m]}, NaN for a generator whose output says nothing
     */
    public Matrix judge(Arena arena, Generations outputs, Workers workers) {
        return vote
                .map(votes -> Vote.errors(arena, outputs, votes.equality(), votes.accuracies(), votes.bandwidth(),
                        workers))
                .orElseGet(() -> Consensus.of(arena, outputs, Errors.same(global.error()), bandwidth, workers));
    }
}
