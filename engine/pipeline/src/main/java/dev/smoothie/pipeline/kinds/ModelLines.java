package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The outputs of one model: an object for each, {@code id} or {@code input}, and {@code output} (or another of
 * {@link #OUTPUTS}). The name of the file is the name of the model, unless the objects say which model it is.
 */
final class ModelLines implements FileKind {
    static final List<String> IDS = List.of("id", "qid", "question_id", "sample_id", "example_id", "uid", "idx",
            "index");
    static final List<String> INPUTS = List.of("input", "prompt", "question", "instruction", "query");
    static final List<String> OUTPUTS = List.of("output", "text", "response", "generation", "completion", "answer",
            "prediction", "outputs", "responses", "completions");
    private static final List<String> MODELS = List.of("model", "model_name", "generator", "model_id");
    private static final List<String> REFERENCES = List.of("reference", "references", "target", "gold");
    private static final List<String> SCORES = List.of("score", "correct", "is_correct");

    @Override
    public String description() {
        return "outputs of one model";
    }

    @Override
    public List<String> keys() {
        return List.of("id", "input", "output");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems()
                && beginning.items().stream().anyMatch(item -> output(item).isPresent());
    }

    private static Optional<String> output(JsonNode item) {
        return OUTPUTS.stream()
                .filter(key -> item.has(key) && !item.get(key).isObject() && !item.get(key).isNumber())
                .filter(key -> !item.get(key).isArray() || item.get(key).path(0).isString())
                .findFirst();
    }

    @Override
    public void read(Reading reading) {
        List<String> outputs = reading.beginning().items().stream().flatMap(item -> output(item).stream()).distinct()
                .toList();
        String key = outputs.getFirst();
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                reading.add(entry(reading, item, key, items.where()));
            }
        }
    }

    private static Entry entry(Reading reading, ObjectNode item, String output, String where) {
        JsonNode found = item.get(output);
        if (found == null) {
            throw new SmoothieException(
                    "%s: no \"%s\"; expected one in every line, as in those before; write null for a missing output"
                            .formatted(where, output));
        }
        List<String> repeats = new JsonValues(found, "\"%s\"".formatted(output), where).repeats();
        String generator = first(item, MODELS).flatMap(key -> text(item, key)).filter(name -> !name.isBlank())
                .orElseGet(reading::generator);
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        first(item, SCORES).ifPresent(key -> scores.put(key,
                new JsonValues(item.get(key), "\"%s\"".formatted(key), where).numbers()));
        Optional<String> reference = first(item, REFERENCES);
        Optional<String> id = first(item, IDS);
        return new Entry(text(item, "dataset"),
                id.flatMap(key -> new JsonValues(item.get(key), "\"%s\"".formatted(key), where).id()),
                Optional.empty(),
                first(item, INPUTS).filter(key -> !key.equals(output)).flatMap(key -> text(item, key)),
                List.of(new Answer(generator, repeats, scores, OptionalDouble.empty())),
                reference.map(key -> new JsonValues(item.get(key), "\"%s\"".formatted(key), where).texts())
                        .orElse(List.of()),
                Map.of(), where);
    }

    private static Optional<String> first(ObjectNode item, List<String> keys) {
        return keys.stream().filter(item::has).findFirst();
    }

    private static Optional<String> text(ObjectNode item, String key) {
        JsonNode value = item.get(key);
        return value != null && value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }
}
