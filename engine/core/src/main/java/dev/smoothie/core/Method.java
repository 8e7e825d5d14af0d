package dev.smoothie.core;

import java.util.OptionalInt;

/** The methods: how the errors δ are estimated by which a sample is routed. */
public sealed interface Method {

    /** How many similar inputs the method looks at, the sample's own among them; 0 where it looks up none. */
    default int neighborhood() {
        return switch (this) {
            case Global _ -> 0;
            case Local(int k) -> k;
            case Posterior(OptionalInt k) -> k.orElse(0);
            case Consensus(OptionalInt k) -> k.orElse(0);
            case Shrunk(OptionalInt k, FamilyChoice _) -> k.orElse(0);
            case Vote(OptionalInt k, boolean _) -> k.orElse(0);
            case Labelled _ -> 0;
            case Reviews _ -> 0;
        };
    }

    /** Whether the outputs of the very sample that is routed are weighed against each other, in every regime. */
    default boolean weighsOutputs() {
        return switch (this) {
            case Global _,Local _ -> false;
            case Posterior _,Consensus _,Shrunk _,Vote _,Labelled _,Reviews _ -> true;
        };
    }

    /** The name in a table: {@code global}, {@code local k=20}, {@code posterior}, {@code consensus k=20}. */
    default String label() {
        String name = switch (this) {
            case Global _ -> "global";
            case Local _ -> "local";
            case Posterior _ -> "posterior";
            case Consensus _ -> "consensus";
            case Shrunk _ -> "shrunk";
            case Vote _ -> "vote";
            case Labelled _ -> "labels";
            case Reviews(boolean agreement) -> agreement ? "reviews+agreement" : "reviews";
        };
        return neighborhood() == 0 ? name : "%s k=%d".formatted(name, neighborhood());
    }

    /** Smoothie-Global: one estimate for all samples. */
    record Global() implements Method {}

    /**
     * Smoothie-Local: from the neighbours of each sample's input.
     *
     * @param neighbors
     *            k, at least 1, the sample itself among them; at 1, without a training set, a sample's own outputs
     *            decide and no inputs are needed
     */
    record Local(int neighbors) implements Method {
        public Local {
            requirePositive(neighbors);
        }
    }

    /**
     * Posterior: each output by its distance to the θ-weighted mean of the sample's outputs.
     *
     * @param neighbors
     *            θ from that many neighbours; from all samples where it is empty
     */
    record Posterior(OptionalInt neighbors) implements Method {
        public Posterior {
            neighbors.ifPresent(Method::requirePositive);
        }
    }

    /**
     * Consensus: the output to which outputs of good generators are near, by a kernel with heavy tails
     * ({@link dev.smoothie.core.estimate.Consensus}).
     *
     * @param neighbors
     *            θ from that many neighbours, shrunk towards that of all samples as far as the difference is noise;
     *            from all samples where it is empty
     */
    record Consensus(OptionalInt neighbors) implements Method {
        public Consensus {
            neighbors.ifPresent(Method::requirePositive);
        }
    }

    /**
     * Shrunk: for whole texts. Consensus with weights from errors for which a family of generators that err together
     * counts once, drawn towards what each generator has on average as far as the data say that a sample's own
     * differences are noise ({@link dev.smoothie.core.estimate.ShrunkConsensus}).
     *
     * @param neighbors
     *            drawn towards the average over that many neighbours, and that towards the average over all samples;
     *            over all samples at once where it is empty
     * @param families
     *            who is a family
     */
    record Shrunk(OptionalInt neighbors, FamilyChoice families) implements Method {
        public Shrunk {
            neighbors.ifPresent(Method::requirePositive);
        }

        /** With the families that the data show. */
        public Shrunk() {
            this(OptionalInt.empty(), new FamilyChoice.Found());
        }
    }

    /**
     * Vote: for answers. Each output by the votes of outputs that say nearly the same, weighed by the accuracies of their
     * generators, which are estimated from the votes ({@link dev.smoothie.core.estimate.Vote}). Errors are probabilities.
     *
     * Of samples that are routed by what was {@link Fitted} to others, the errors are those that outputs of the neighbours
     * had, and their own outputs are not looked at.
     *
     * @param neighbors
     *            accuracies from that many neighbours, shrunk towards those of all samples as far as the difference is
     *            noise; from all samples where it is empty
     * @param equality
     *            whether only equal outputs vote for each other
     */
    record Vote(OptionalInt neighbors, boolean equality) implements Method {
        public Vote {
            neighbors.ifPresent(Method::requirePositive);
        }
    }

    /**
     * Labels: by scores that are predicted from true scores of a few samples ({@link Labels}). It is the method of a
     * {@link LabelledRouting}, and cannot be asked for without labels.
     *
     * @param samples
     *            how many labelled samples were learned from
     */
    record Labelled(int samples) implements Method {
        public Labelled {
            requirePositive(samples);
        }
    }

    /**
     * Reviews: each output by the scores that judges gave it, weighed by how far the judges can be believed
     * ({@link dev.smoothie.core.reviews.ReviewEstimate}). Errors are shares of better outputs. Alone it needs no
     * embeddings.
     *
     * @param agreement
     *            whether the agreement of outputs ({@link dev.smoothie.core.estimate.Consensus}) is one judge more
     */
    record Reviews(boolean agreement) implements Method {}

    private static void requirePositive(int neighbors) {
        if (neighbors < 1) {
            throw new IllegalArgumentException("neighbors must be at least 1, got " + neighbors);
        }
    }
}
