package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.samples.SampleId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Samples in our own format, where they are not simply lines: as one JSON list, or beside files of other kinds.
 * {@link dev.smoothie.pipeline.formats} has the format.
 */
final class OwnSamples implements FileKind {
    /** One line of our format, for messages. */
    static final String EXAMPLE = "{\"id\": \"q1\", \"input\": \"...\", \"generations\": {\"model-a\": \"...\", \"model-b\": \"...\", \"model-c\": \"...\"}}";

    /** The name of the scores of our own format. */
    private static final String SCORES = "scores";

    @Override
    public String description() {
        return "Smoothie's own format";
    }

    @Override
    public List<String> keys() {
        return List.of("id", "input", "generations");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && (beginning.items().stream().anyMatch(item -> item.path("generations").isObject())
                || beginning.has("embedding_input"));
    }

    @Override
    public boolean repeats() {
        return false;
    }

    @Override
    public void read(Reading reading) {
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                reading.add(entry(item, items.where()));
            }
        }
    }

    /** The entry of one sample. */
    static Entry entry(ObjectNode item, String where) {
        Optional<String> input = Optional.empty();
        Optional<String> embeddingInput = Optional.empty();
        Optional<String> part = Optional.empty();
        Optional<SampleId> id = Optional.empty();
        List<String> references = List.of();
        var fields = new LinkedHashMap<String, JsonNode>();
        for (Map.Entry<String, JsonNode> field : item.properties()) {
            var value = new JsonValues(field.getValue(), "\"%s\"".formatted(field.getKey()), where);
            switch (field.getKey()) {
                case "id" -> id = value.id();
                case "input" -> input = value.optionalText();
                case "embedding_input" -> embeddingInput = value.optionalText();
                case "dataset" -> part = value.optionalText();
                case "reference" -> references = value.texts();
                case "generations", SCORES, "cost" -> {
                    // read with the generators
                }
                default -> fields.put(field.getKey(), field.getValue());
            }
        }
        return new Entry(part, id, Optional.empty(), embeddingInput.isPresent() ? embeddingInput : input,
                answers(item, where), references,
                fields, where);
    }

    private static List<Answer> answers(ObjectNode item, String where) {
        Map<String, JsonNode> generations = values(item, "generations", where);
        Map<String, JsonNode> scores = values(item, SCORES, where);
        Map<String, JsonNode> costs = values(item, "cost", where);
        Set<String> generators = new LinkedHashSet<>(generations.keySet());
        generators.addAll(scores.keySet());
        var answers = new ArrayList<Answer>();
        for (String generator : generators) {
            JsonNode outputs = generations.get(generator);
            JsonNode score = scores.get(generator);
            JsonNode cost = costs.get(generator);
            List<Double> numbers = score == null
                    ? List.of()
                    : new JsonValues(score, "the score of \"%s\"".formatted(generator), where).numbers();
            answers.add(new Answer(generator,
                    outputs == null
                            ? List.of()
                            : new JsonValues(outputs, "the generation of \"%s\"".formatted(generator), where).repeats(),
                    numbers.isEmpty() ? Map.of() : Map.of(SCORES, numbers),
                    cost == null
                            ? OptionalDouble.empty()
                            : new JsonValues(cost, "the cost of \"%s\"".formatted(generator), where).amount()));
        }
        return answers;
    }

    private static Map<String, JsonNode> values(ObjectNode item, String key, String where) {
        JsonNode object = item.get(key);
        var values = new LinkedHashMap<String, JsonNode>();
        if (object != null && !object.isNull()) {
            new JsonValues(object, "\"%s\"".formatted(key), where).object().properties()
                    .forEach(value -> values.put(value.getKey(), value.getValue()));
        }
        return values;
    }
}
