package dev.smoothie.core.encoding;

import dev.smoothie.core.failure.CoreException;
import java.util.Objects;

/**
 * An encoder that can be computed: its weights, and the three numbers that weights do not show.
 *
 * @param weights
 *            the weights, with the hidden size H
 * @param heads
 *            the number of attention heads, each of {@code H / heads} numbers
 * @param epsilon
 *            what the layer normalisations add to the variance
 * @param firstPosition
 *            the row of the position table that belongs to a text's first token: 0 in BERT, 2 in RoBERTa
 */
public record EncoderModel(EncoderWeights weights, int heads, float epsilon, int firstPosition) {

    /**
     * Checks that the numbers fit the weights.
     *
     * @throws CoreException
     *             if they do not
     */
    public EncoderModel {
        Objects.requireNonNull(weights, "weights");
        EncoderShape shape = weights.shape();
        if (heads < 1 || shape.hidden() % heads != 0) {
            throw new CoreException("%s: %d attention heads do not divide vectors of %d numbers"
                    .formatted(weights.source(), heads, shape.hidden()));
        }
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw new CoreException("%s: the epsilon of its layer normalisations is %s; expected a number from 0 to 1"
                    .formatted(weights.source(), epsilon));
        }
        if (firstPosition < 0 || firstPosition >= shape.positions()) {
            throw new CoreException("%s: the first token's position is %d, of %d in the table"
                    .formatted(weights.source(), firstPosition, shape.positions()));
        }
    }

    /** The most tokens that a text may have. */
    public int maxTokens() {
        return weights.shape().positions() - firstPosition;
    }

    public int headSize() {
        return weights.shape().hidden() / heads;
    }
}
