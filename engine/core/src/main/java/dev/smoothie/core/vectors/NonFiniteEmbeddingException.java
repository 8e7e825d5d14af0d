package dev.smoothie.core.vectors;

import dev.smoothie.core.failure.CoreException;

/**
 * Thrown where an embedding holds NaN or an infinity. It names the row; callers that know the samples throw it again as
 * a message with the names of sample and generator.
 */
public final class NonFiniteEmbeddingException extends CoreException {
    private static final long serialVersionUID = 1L;

    private final long row;

    /** Row {@code row} of some embeddings is not finite. */
    public NonFiniteEmbeddingException(long row) {
        super("embedding %d holds a number that is not finite; embed that text again or drop the sample"
                .formatted(row));
        this.row = row;
    }

    /** For embeddings that are known to hold a row that is not finite. */
    public static NonFiniteEmbeddingException firstIn(Embeddings embeddings) {
        long row = embeddings.firstNonFiniteRow();
        if (row < 0) {
            throw new IllegalArgumentException("all embeddings are finite");
        }
        return new NonFiniteEmbeddingException(row);
    }

    /** The row, counted from 0. */
    public long row() {
        return row;
    }
}
