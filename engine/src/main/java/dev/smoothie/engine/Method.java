package dev.smoothie.engine;

import java.util.OptionalInt;

/** How the errors that a sample is routed by are estimated. */
public sealed interface Method {

    /** Smoothie-Global: one estimate for all samples. */
    record Global() implements Method {}

    /**
     * Smoothie-Local: from the neighbours of each sample's input.
     *
     * @param neighbors
     *            k, at least 1, the sample itself among them; at 1, without a training set, a sample's own outputs decide and
     *            no inputs are needed
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

    private static void requirePositive(int neighbors) {
        if (neighbors < 1) {
            throw new IllegalArgumentException("neighbors must be at least 1, got " + neighbors);
        }
    }
}
