package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * True scores of some outputs of a set, to learn from.
 *
 * @param scores
 *            {@code [n, m]}, higher is better; NaN where not known, which may be almost everywhere
 * @param lengths
 *            how long each output is, such as in characters, {@code [n, m]}; empty if that is not known
 * @param equality
 *            whether embeddings only tell equal outputs from different ones
 */
public record Labels(Matrix scores, Optional<Matrix> lengths, boolean equality) {

    public Labels {
        lengths.ifPresent(of -> {
            if (of.rows() != scores.rows() || of.columns() != scores.columns()) {
                throw new IllegalArgumentException("scores [%d, %d] with lengths [%d, %d]".formatted(scores.rows(),
                        scores.columns(), of.rows(), of.columns()));
            }
        });
    }

    /** Scores of outputs that are compared by distance. */
    public static Labels of(Matrix scores) {
        return new Labels(scores, Optional.empty(), false);
    }

    /** The samples of which any output is scored, ascending. */
    public int[] samples() {
        return IntStream.range(0, (int) scores.rows()).filter(this::any).toArray();
    }

    private boolean any(int sample) {
        return IntStream.range(0, scores.columns()).anyMatch(i -> !Double.isNaN(scores.get(sample, i)));
    }
}
