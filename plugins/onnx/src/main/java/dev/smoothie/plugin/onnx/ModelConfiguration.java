package dev.smoothie.plugin.onnx;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON files beside a model, which sentence-transformers writes. Every one of them may be missing. */
final class ModelConfiguration {

    private static final int DEFAULT_TOKENS = 512;

    /** A limit above this is none: a tokenizer without a limit states a huge number, for example 1e30. */
    private static final double NO_LIMIT = 1e6;

    /**
     * Models that number their positions from the padding token's index plus one, so that so many positions cannot be
     * used for tokens.
     */
    private static final Set<String> OFFSET_POSITIONS = Set.of("roberta", "xlm-roberta", "camembert", "mpnet");

    private static final String POOLING_FILE = "1_Pooling/config.json";
    private static final String PROMPTS_FILE = "config_sentence_transformers.json";
    private static final String MODE = "pooling_mode_";
    private static final Map<String, Pooling> POOLINGS = Map.of("cls_token", Pooling.CLS, "mean_tokens", Pooling.MEAN,
            "max_tokens", Pooling.MAX, "lasttoken", Pooling.LAST, "cls", Pooling.CLS, "mean", Pooling.MEAN, "max",
            Pooling.MAX);

    private final Path directory;
    private final List<String> modules;

    ModelConfiguration(Path directory) {
        this.directory = directory;
        this.modules = modules();
    }

    /** The one pooling mode that is switched on; mean if there is no file. */
    Pooling pooling() {
        Optional<JsonObject> config = object(POOLING_FILE);
        if (config.isEmpty()) {
            return Pooling.MEAN;
        }
        List<String> modes = new ArrayList<>();
        for (Map.Entry<String, JsonElement> entry : config.get().entrySet()) {
            JsonElement value = entry.getValue();
            if (entry.getKey().startsWith(MODE) && value.isJsonPrimitive() && value.getAsBoolean()) {
                modes.add(entry.getKey().substring(MODE.length()));
            } else if (entry.getKey().equals("pooling_mode") && value.isJsonPrimitive()) {
                modes.add(value.getAsString());
            }
        }
        if (modes.size() != 1 || !POOLINGS.containsKey(modes.getFirst())) {
            throw new SmoothieException(
                    "onnx: %s asks for pooling %s; exactly one of cls, mean, max and lasttoken is supported"
                            .formatted(directory.resolve(POOLING_FILE), modes));
        }
        return POOLINGS.get(modes.getFirst());
    }

    boolean normalized() {
        return modules.contains("Normalize");
    }

    /**
     * What is put before every text: the prompt of that name, or without a name the model's default; usually nothing.
     */
    String prompt(Optional<String> name) {
        Optional<JsonObject> config = object(PROMPTS_FILE);
        Optional<String> chosen = name.or(() -> config.map(c -> c.get("default_prompt_name"))
                .filter(JsonElement::isJsonPrimitive).map(JsonElement::getAsString));
        if (chosen.isEmpty()) {
            return "";
        }
        JsonElement prompts = config.map(c -> c.get("prompts")).orElse(null);
        JsonElement prompt = prompts != null && prompts.isJsonObject()
                ? prompts.getAsJsonObject().get(chosen.get())
                : null;
        if (prompt == null || !prompt.isJsonPrimitive()) {
            throw new SmoothieException("onnx: there is no prompt '%s' in %s; it has %s".formatted(chosen.get(),
                    directory.resolve(PROMPTS_FILE), prompts != null && prompts.isJsonObject()
                            ? prompts.getAsJsonObject().keySet()
                            : "none"));
        }
        return prompt.getAsString();
    }

    /** The modules that are neither the model itself nor pooling nor normalisation. */
    List<String> unsupportedModules() {
        return modules.stream().filter(m -> !Set.of("Transformer", "Pooling", "Normalize").contains(m)).toList();
    }

    /** The first limit that is stated: by sentence-transformers, the tokenizer, the model; 512 without any. */
    int maxTokens() {
        return number("sentence_bert_config.json", "max_seq_length")
                .or(() -> number("tokenizer_config.json", "model_max_length"))
                .or(this::positions)
                .orElse(DEFAULT_TOKENS);
    }

    private Optional<Integer> positions() {
        Optional<JsonObject> config = object("config.json");
        String type = config.map(c -> c.get("model_type")).filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString).orElse("");
        int offset = OFFSET_POSITIONS.contains(type) ? number("config.json", "pad_token_id").orElse(1) + 1 : 0;
        return number("config.json", "max_position_embeddings").map(positions -> positions - offset)
                .filter(tokens -> tokens > 0);
    }

    private Optional<Integer> number(String file, String key) {
        JsonElement value = object(file).map(o -> o.get(key)).orElse(null);
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber() || value.getAsDouble() < 1) {
            throw new SmoothieException("onnx: %s: \"%s\" is %s, expected a number of at least 1"
                    .formatted(directory.resolve(file), key, value));
        }
        return value.getAsDouble() > NO_LIMIT ? Optional.empty() : Optional.of(value.getAsInt());
    }

    /** The last parts of the modules' types: {@code sentence_transformers.models.Normalize} is {@code Normalize}. */
    private List<String> modules() {
        Optional<JsonElement> json = json("modules.json");
        if (json.isEmpty()) {
            return List.of();
        }
        List<String> types = new ArrayList<>();
        try {
            for (JsonElement module : json.get().getAsJsonArray()) {
                String type = module.getAsJsonObject().get("type").getAsString();
                types.add(type.substring(type.lastIndexOf('.') + 1));
            }
        } catch (IllegalStateException | UnsupportedOperationException | NullPointerException e) {
            throw new SmoothieException("onnx: %s is not a list of objects with a \"type\""
                    .formatted(directory.resolve("modules.json")), e);
        }
        return types;
    }

    private Optional<JsonObject> object(String file) {
        return json(file).map(json -> {
            if (!json.isJsonObject()) {
                throw new SmoothieException("onnx: %s is not a JSON object".formatted(directory.resolve(file)));
            }
            return json.getAsJsonObject();
        });
    }

    private Optional<JsonElement> json(String file) {
        Path path = directory.resolve(file);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonParser.parseString(Files.readString(path)));
        } catch (IOException | JsonParseException e) {
            throw new SmoothieException("onnx: cannot read %s: %s".formatted(path, e.getMessage()), e);
        }
    }
}
