package dev.smoothie.core.estimate;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.util.Arrays;

/**
 * Lists the outputs that exist in one repeat of one sample. Each thread has one object, and fills it again for each
 * repeat.
 */
final class PresentOutputs {
    private final Generations generations;
    private final long[] rows;
    private final int[] generators;
    private final double[] equalWeights;
    private int count;

    PresentOutputs(Generations generations) {
        this.generations = generations;
        this.rows = new long[generations.generators()];
        this.generators = new int[generations.generators()];
        this.equalWeights = new double[generations.generators()];
    }

    void select(int sample, int repeat) {
        count = 0;
        for (int generator = 0; generator < generations.generators(); generator++) {
            if (generations.presence().present(sample, repeat, generator)) {
                rows[count] = generations.row(sample, repeat, generator);
                generators[count++] = generator;
            }
        }
    }

    int count() {
        return count;
    }

    /** Rows of the embeddings, {@code [0, count)}. */
    long[] rows() {
        return rows;
    }

    int generator(int i) {
        return generators[i];
    }

    double[] equalWeights() {
        Arrays.fill(equalWeights, 0, count, 1.0 / count);
        return equalWeights;
    }

    /** Checks squared distances of these outputs: they are finite if and only if the embeddings are. */
    void requireFinite(double[] spread) {
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(spread[i])) {
                throw nonFinite();
            }
        }
    }

    private NonFiniteEmbeddingException nonFinite() {
        Embeddings vectors = generations.vectors();
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < vectors.dimension(); column++) {
                if (!Float.isFinite(vectors.get(rows[i], column))) {
                    return new NonFiniteEmbeddingException(rows[i]);
                }
            }
        }
        throw new IllegalStateException("an overflow in double arithmetic on float32 rows");
    }
}
