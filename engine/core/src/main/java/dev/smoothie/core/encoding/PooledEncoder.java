package dev.smoothie.core.encoding;

import java.util.Objects;
import java.util.Optional;

/**
 * An encoder together with how vectors of tokens become the vector of a text.
 *
 * @param encoder
 *            computes the vectors of tokens
 * @param pooling
 *            which of them, or which mean, is the vector of the text
 * @param normalized
 *            whether vectors are scaled to length 1
 */
public record PooledEncoder(EncoderModel encoder, Pooling pooling, boolean normalized) {
    /** Up to this size a lane of a warp holds its part of a row in registers. */
    private static final int LARGEST_HIDDEN = 1024;
    /** The widths that all matrix kernels divide by. */
    private static final int STEP = 64;

    public PooledEncoder {
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(pooling, "pooling");
    }

    /** The sizes of the weights. */
    public EncoderShape shape() {
        return encoder.weights().shape();
    }

    /** Why no card can run it; empty if cards can. */
    public Optional<String> obstacle() {
        EncoderShape shape = shape();
        if (shape.hidden() % STEP != 0 || shape.hidden() > LARGEST_HIDDEN) {
            return Optional.of("its hidden size is %d, and must be a multiple of %d up to %d".formatted(shape.hidden(),
                    STEP, LARGEST_HIDDEN));
        }
        if (encoder.headSize() != 32 && encoder.headSize() != 64) {
            return Optional.of("its %d heads have size %d, and must have size 32 or 64".formatted(encoder.heads(),
                    encoder.headSize()));
        }
        return shape.intermediate() % STEP == 0
                ? Optional.empty()
                : Optional.of("its intermediate size is %d, and must be a multiple of %d"
                        .formatted(shape.intermediate(), STEP));
    }
}
