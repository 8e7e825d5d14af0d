package dev.smoothie.pipeline.encoders;

import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JsonToken;

/**
 * A Hugging Face {@code config.json} beside a model: the numbers that weights do not show, and whether the model is one
 * whose weights mean what BERT's do.
 *
 * @param file
 *            its path, for messages
 * @param values
 *            its strings, numbers and truth values as they are written, by key; lists and objects are left out
 */
record EncoderConfiguration(String file, Map<String, String> values) {
    /** RoBERTa and its kin count positions from the padding token's index plus one. */
    private static final Set<String> OFFSET_POSITIONS = Set.of("roberta", "xlm-roberta", "camembert");
    private static final Set<String> MODEL_TYPES = Set.of("bert", "roberta", "xlm-roberta", "camembert");
    /** Two names of the exact GELU; the others are approximations of it, or other functions. */
    private static final Set<String> ACTIVATIONS = Set.of("gelu", "gelu_python");
    private static final int ROBERTA_PADDING = 1;

    EncoderConfiguration {
        values = Map.copyOf(values);
    }

    /** The file beside {@code weights}, or in the folder above where that is {@code onnx}. */
    static Optional<EncoderConfiguration> beside(Path weights) {
        Optional<Path> folder = Optional.ofNullable(weights.toAbsolutePath().getParent());
        return Stream.of(folder, folder.filter(path -> path.endsWith("onnx")).map(Path::getParent))
                .flatMap(Optional::stream)
                .map(place -> place.resolve("config.json")).filter(Files::isRegularFile).findFirst()
                .map(EncoderConfiguration::read);
    }

    static EncoderConfiguration read(Path path) {
        var values = new HashMap<String, String>();
        try (InputFile file = InputFile.of(path.toString()); JsonCursor json = JsonCursor.over(file.open())) {
            json.expect(JsonToken.START_OBJECT, "a JSON object");
            for (String key = json.key(); key != null; key = json.key()) {
                String name = key;
                json.scalar().ifPresent(value -> values.put(name, value));
            }
            json.expectEnd();
        }
        return new EncoderConfiguration(path.toString(), values);
    }

    /** Fails unless the model is computed as BERT is. */
    void requireSupported() {
        require("model_type", MODEL_TYPES);
        require("hidden_act", ACTIVATIONS);
        require("position_embedding_type", Set.of("absolute"));
        require("is_decoder", Set.of("false"));
    }

    private void require(String key, Set<String> supported) {
        String value = values.get(key);
        if (value != null && !supported.contains(value)) {
            throw new UnusableWeights("%s: %s is %s; supported is %s".formatted(file, key,
                    JsonCursor.excerpt(value), String.join(", ", supported.stream().sorted().toList())));
        }
    }

    /** Fails where the sizes are not those of the weights in {@code weights}. */
    void requireShape(EncoderShape shape, String weights) {
        requireSize("hidden_size", shape.hidden(), weights);
        requireSize("num_hidden_layers", shape.layers(), weights);
        requireSize("intermediate_size", shape.intermediate(), weights);
        requireSize("max_position_embeddings", shape.positions(), weights);
    }

    private void requireSize(String key, int found, String weights) {
        OptionalInt stated = integer(key);
        if (stated.isPresent() && stated.getAsInt() != found) {
            throw new UnusableWeights("%s: %s is %d, but the weights in %s have %d".formatted(file, key,
                    stated.getAsInt(), weights, found),
                    "make config.json the one that the model was saved with");
        }
    }

    EncoderFacts facts() {
        return new EncoderFacts(integer("num_attention_heads"), decimal("layer_norm_eps"), firstPosition());
    }

    private OptionalInt firstPosition() {
        String type = values.get("model_type");
        if (type == null) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(OFFSET_POSITIONS.contains(type)
                ? integer("pad_token_id").orElse(ROBERTA_PADDING) + 1
                : 0);
    }

    private OptionalInt integer(String key) {
        OptionalDouble value = decimal(key);
        if (value.isPresent() && value.getAsDouble() != (int) value.getAsDouble()) {
            throw unexpected(key, "an integer");
        }
        return value.isPresent() ? OptionalInt.of((int) value.getAsDouble()) : OptionalInt.empty();
    }

    private OptionalDouble decimal(String key) {
        if (!values.containsKey(key)) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(values.get(key)));
        } catch (NumberFormatException _) {
            throw unexpected(key, "a number");
        }
    }

    private UnusableWeights unexpected(String key, String expected) {
        return new UnusableWeights("%s: %s is %s, expected %s".formatted(file, key,
                JsonCursor.excerpt(values.get(key)), expected), "correct config.json");
    }
}
