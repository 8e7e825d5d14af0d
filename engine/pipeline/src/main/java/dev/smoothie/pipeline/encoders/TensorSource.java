package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.WeightTensor;
import java.util.Set;

/**
 * A file of weights in which they go by PyTorch's names, as {@code encoder.layer.0.attention.self.query}. What is not
 * there or is in a form that cannot be read fails with {@link UnusableWeights}.
 */
interface TensorSource {
    /** The file, for messages. */
    String file();

    /** The names of all weights that have one. */
    Set<String> names();

    /** The embedding table {@code name.weight}. */
    WeightTensor table(String name);

    /** The dense layer with the bias {@code name.bias}. */
    Dense dense(String name);

    /** The layer normalisation with the gamma {@code name.weight} or {@code name.gamma}. */
    Norm norm(String name);

    /** The failure that {@code looked} is not in the file; it shows some of the names that are. */
    default UnusableWeights missing(String looked) {
        return new UnusableWeights("%s: no %s; it has %s".formatted(file(), looked, excerpt(names())));
    }

    private static String excerpt(Set<String> names) {
        int shown = 4;
        if (names.isEmpty()) {
            return "no named weights";
        }
        String first = String.join(", ", names.stream().sorted().limit(shown).toList());
        return names.size() <= shown ? first : "%s and %d more".formatted(first, names.size() - shown);
    }
}
