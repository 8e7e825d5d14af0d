package dev.smoothie.spi;

import java.util.Objects;

/**
 * The vectors that an embedder returns for one batch of texts.
 *
 * @param vectors
 *            {@code [texts, d]}, in the order of the texts; the caller owns it from here on
 * @param tokens
 *            the number of tokens that the model read, padding not counted; 0 if the embedder has no tokens
 * @param truncated
 *            how many of the texts were cut to the model's limit
 */
public record EmbeddedBatch(float[][] vectors, long tokens, int truncated) {

    public EmbeddedBatch {
        Objects.requireNonNull(vectors, "vectors");
        if (tokens < 0 || truncated < 0 || truncated > vectors.length) {
            throw new IllegalArgumentException(
                    "%d texts with %d tokens, %d truncated".formatted(vectors.length, tokens, truncated));
        }
    }

    /** Vectors of an embedder that neither counts tokens nor cuts texts. */
    public static EmbeddedBatch of(float[][] vectors) {
        return new EmbeddedBatch(vectors, 0, 0);
    }
}
