package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Encoder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Makes the vector of a text from the vectors of its tokens. There is no padding to leave out, because texts are run
 * one by one.
 */
enum Pooling {

    /** The vector of the first token. */
    CLS {
        @Override
        float[] pool(FloatBuffer tokens, int dimension) {
            float[] vector = new float[dimension];
            tokens.get(0, vector);
            return vector;
        }
    },

    /** The mean over all tokens, special ones among them; summed in double. */
    MEAN {
        @Override
        float[] pool(FloatBuffer tokens, int dimension) {
            double[] sums = new double[dimension];
            int length = tokens.limit() / dimension;
            for (int i = 0; i < length * dimension; i++) {
                sums[i % dimension] += tokens.get(i);
            }
            float[] vector = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                vector[i] = (float) (sums[i] / length);
            }
            return vector;
        }
    },

    /** The vector of the last token. */
    LAST {
        @Override
        float[] pool(FloatBuffer tokens, int dimension) {
            float[] vector = new float[dimension];
            tokens.get(tokens.limit() - dimension, vector);
            return vector;
        }
    },

    /** The largest value over all tokens, for each component. */
    MAX {
        @Override
        float[] pool(FloatBuffer tokens, int dimension) {
            float[] vector = CLS.pool(tokens, dimension);
            for (int i = dimension; i < tokens.limit(); i++) {
                vector[i % dimension] = Math.max(vector[i % dimension], tokens.get(i));
            }
            return vector;
        }
    };

    /** The same as the program runs it on a card, if it does. */
    Optional<Encoder.Pooling> onCard() {
        return switch (this) {
            case CLS -> Optional.of(Encoder.Pooling.FIRST);
            case MEAN -> Optional.of(Encoder.Pooling.MEAN);
            case LAST -> Optional.of(Encoder.Pooling.LAST);
            case MAX -> Optional.empty();
        };
    }

    /**
     * Pools one text.
     *
     * @param tokens
     *            {@code [length, dimension]}, row-major, from position 0 to the limit, length at least 1
     */
    abstract float[] pool(FloatBuffer tokens, int dimension);
}
