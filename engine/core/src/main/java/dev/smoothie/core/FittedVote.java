package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.estimate.ShrunkEstimate;
import dev.smoothie.core.estimate.Vote;
import dev.smoothie.core.neighbors.ExactSearch;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.util.Objects;

/**
 * What the votes of a set teach: how often each generator is right, and how likely each of its outputs is wrong.
 *
 * @param estimate
 *            of the generators; its {@code y} are the probabilities that an output is wrong, {@code [n, m]}
 * @param accuracies
 *            the weights of votes come from these, {@code [m]}: {@link Vote#accuracies}
 * @param bandwidth
 *            {@link Vote#bandwidth}
 * @param equality
 *            whether only equal outputs vote for each other
 * @param neighbors
 *            k for which {@code shares} were found; 0 if the set has no inputs
 * @param shares
 *            which share of each generator's local deviation is kept, {@code [m]}: {@link ShrunkEstimate}
 */
public record FittedVote(GlobalEstimate estimate, double[] accuracies, double bandwidth, boolean equality,
        int neighbors, double[] shares) {
    /** Variances of so many local means are known to some per cent, and the search is little work. */
    private static final long QUERIES = 4096;

    public FittedVote {
        Objects.requireNonNull(estimate, "estimate");
        if (accuracies.length != estimate.error().length || shares.length != accuracies.length) {
            throw new IllegalArgumentException("%d accuracies and %d shares of %d generators"
                    .formatted(accuracies.length, shares.length, estimate.error().length));
        }
    }

    static FittedVote of(Smoothie smoothie, Arena arena, Samples samples, boolean equality, int k) {
        Vote vote = Vote.of(arena, samples.requireGenerations().nearby(arena), equality, smoothie.workers());
        var without = new FittedVote(vote.estimate(), vote.accuracies(), vote.bandwidth(), equality, 0,
                new double[vote.accuracies().length]);
        return samples.inputs().map(inputs -> without.around(smoothie, inputs, k)).orElse(without);
    }

    /** The same with shares for another k, from local means among the samples of the set itself. */
    FittedVote around(Smoothie smoothie, Embeddings inputs, int k) {
        if (k == neighbors) {
            return this;
        }
        try (Arena scratch = Arena.ofShared()) {
            Embeddings queries = inputs.gather(scratch, EvenSample.of(inputs.rows(), QUERIES));
            Neighbors found = ExactSearch.of(scratch, queries, inputs, k, smoothie.backend(), smoothie.workers());
            LocalEstimate local = LocalEstimate.of(scratch, estimate.y(), found, found.k(), smoothie.backend(),
                    smoothie.workers());
            return new FittedVote(estimate, accuracies, bandwidth, equality, k,
                    ShrunkEstimate.shares(local.errors(), estimate, found.k()));
        }
    }

    /** Local means of probabilities, drawn towards those of the whole set. */
    Errors errors(Matrix local) {
        return ShrunkEstimate.of(local, estimate, shares);
    }
}
