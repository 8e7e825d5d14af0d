package dev.smoothie.core.evaluate;

import dev.smoothie.core.compute.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * The true scores of the outputs of a set.
 *
 * @param scores
 *            {@code [n, m]}, higher is better; NaN where it is not known
 * @param parts
 *            names of the datasets that the samples are from, in order of first appearance; empty where no sample names
 *            one
 * @param part
 *            for each sample the index of its dataset, -1 where it names none
 * @param repeats
 *            the single scores of outputs that were scored several times; empty where scores are computed, so that it
 *            makes no sense to repeat them
 */
public record Truth(Matrix scores, List<String> parts, int[] part, Optional<RepeatedScores> repeats) {

    public Truth {
        parts = List.copyOf(parts);
        if (part.length != scores.rows()) {
            throw new IllegalArgumentException("%d samples, parts of %d".formatted(scores.rows(), part.length));
        }
    }

    /** The truth where scores are computed. */
    public Truth(Matrix scores, List<String> parts, int[] part) {
        this(scores, parts, part, Optional.empty());
    }
}
