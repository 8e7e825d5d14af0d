package dev.smoothie.core.encoding;

import dev.smoothie.core.failure.CoreException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All weights of an encoder of the BERT family: tables that are added and normalised, then layers of self-attention and
 * a feed-forward part, each added to its input and normalised after that (Devlin et al. 2019, Vaswani et al. 2017). H is
 * the hidden size, F the intermediate one.
 *
 * @param source
 *            the file, for messages
 * @param word
 *            {@code [vocabulary, H]}
 * @param position
 *            {@code [positions, H]}
 * @param tokenType
 *            {@code [types, H]}, of which row 0 is added to every token; empty if the model has none
 * @param norm
 *            of the sum of the tables
 * @param layers
 *            at least one
 */
public record EncoderWeights(String source, WeightTensor word, WeightTensor position, Optional<WeightTensor> tokenType,
        Norm norm, List<Layer> layers) {

    /** A layer normalisation: gamma {@code [H]} times what is normalised, plus beta {@code [H]}. */
    public record Norm(WeightTensor gamma, WeightTensor beta) {}

    /** A dense layer: {@code x weight^T + bias}, with a weight {@code [out, in]} and a bias {@code [out]}. */
    public record Dense(WeightTensor weight, WeightTensor bias) {}

    /**
     * One layer.
     *
     * @param query
     *            {@code [H, H]}, as are key and value
     * @param output
     *            {@code [H, H]}, applied to what the heads attend to
     * @param attentionNorm
     *            of the layer's input plus the attention
     * @param intermediate
     *            {@code [F, H]}, before the erf-GELU
     * @param result
     *            {@code [H, F]}, after it
     * @param resultNorm
     *            of the whole layer
     */
    public record Layer(Dense query, Dense key, Dense value, Dense output, Norm attentionNorm, Dense intermediate,
            Dense result, Norm resultNorm) {}

    /**
     * Checks that every shape fits the others.
     *
     * @throws CoreException
     *             if one does not; it names the file, the tensor and both shapes
     */
    public EncoderWeights {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(tokenType, "tokenType");
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new CoreException("%s: no layers".formatted(source));
        }
        int hidden = word.columns();
        int intermediate = layers.getFirst().intermediate().bias().columns();
        requireShape(source, word, List.of(word.rows(), hidden));
        requireShape(source, position, List.of(position.rows(), hidden));
        tokenType.ifPresent(table -> requireShape(source, table, List.of(table.rows(), hidden)));
        requireNorm(source, norm, hidden);
        for (Layer layer : layers) {
            requireDense(source, layer.query(), hidden, hidden);
            requireDense(source, layer.key(), hidden, hidden);
            requireDense(source, layer.value(), hidden, hidden);
            requireDense(source, layer.output(), hidden, hidden);
            requireNorm(source, layer.attentionNorm(), hidden);
            requireDense(source, layer.intermediate(), intermediate, hidden);
            requireDense(source, layer.result(), hidden, intermediate);
            requireNorm(source, layer.resultNorm(), hidden);
        }
    }

    public EncoderShape shape() {
        return new EncoderShape(word.columns(), layers.size(), layers.getFirst().intermediate().bias().columns(),
                word.rows(), position.rows());
    }

    private static void requireNorm(String source, Norm norm, int hidden) {
        requireShape(source, norm.gamma(), List.of(hidden));
        requireShape(source, norm.beta(), List.of(hidden));
    }

    private static void requireDense(String source, Dense dense, int out, int in) {
        requireShape(source, dense.weight(), List.of(out, in));
        requireShape(source, dense.bias(), List.of(out));
    }

    private static void requireShape(String source, WeightTensor tensor, List<Integer> expected) {
        if (!tensor.shape().equals(expected)) {
            throw new CoreException("%s: %s has the shape %s, expected %s as the word table and the first layer ask for"
                    .formatted(source, tensor.name(), tensor.shape(), expected));
        }
    }
}
