package dev.smoothie.pipeline.joining;

import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.json.JsonTree;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One sample, of all that files tell about it. For one thread. */
final class SampleMerge {
    private final List<FileReport> files;
    private Optional<SampleId> id = Optional.empty();
    private Optional<String> part = Optional.empty();
    private Optional<String> input = Optional.empty();
    private final Map<String, Told> generators = new LinkedHashMap<>();
    private final Set<String> references = new LinkedHashSet<>();
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();

    /** What is told about one generator. */
    private static final class Told {
        private final List<String> outputs = new ArrayList<>();
        private int file = -1;
        private String where;
        private final Map<String, List<Double>> scores = new LinkedHashMap<>();
        private double cost = Double.NaN;
    }

    SampleMerge(List<FileReport> files) {
        this.files = files;
    }

    Optional<SampleId> id() {
        return id;
    }

    Optional<String> part() {
        return part;
    }

    Set<String> generators() {
        return generators.keySet();
    }

    void add(int file, boolean repeats, Entry entry) {
        id = id.or(entry::id);
        part = part.or(entry::part);
        input = input.or(entry::input);
        references.addAll(entry.references());
        entry.answers().forEach(answer -> add(file, repeats, answer, entry));
        entry.fields().forEach((name, value) -> fields.merge(name, value, SampleMerge::merged));
    }

    private void add(int file, boolean repeats, Answer answer, Entry entry) {
        Told told = generators.computeIfAbsent(answer.generator(), _ -> new Told());
        if (!answer.outputs().isEmpty()) {
            if (told.file >= 0 && (told.file != file || !repeats)) {
                if (!agree(told, file, answer)) {
                    throw twice(told, file, answer, entry);
                }
            } else {
                told.file = file;
                told.where = entry.where();
                told.outputs.addAll(answer.outputs());
            }
        }
        answer.scores().forEach((name, values) -> told.scores.computeIfAbsent(name, _ -> new ArrayList<>())
                .addAll(values));
        answer.cost().ifPresent(cost -> told.cost = Double.isNaN(told.cost) ? cost : told.cost + cost);
    }

    /** Whether a file of another kind has the same outputs: judgments repeat what they are about. */
    private boolean agree(Told before, int file, Answer answer) {
        return !files.get(before.file).kind().equals(files.get(file).kind())
                && before.outputs.equals(answer.outputs());
    }

    private SmoothieException twice(Told before, int file, Answer answer, Entry entry) {
        String sample = id.map("sample %s"::formatted).orElse("the same sample");
        return new SmoothieException(before.file == file
                ? "%s and %s both have outputs of \"%s\" for %s; every sample needs an id of its own".formatted(
                        before.where, entry.where(), answer.generator(), sample)
                : "%s and %s both have outputs of \"%s\" for %s (%s and %s); give one of the two files, or rename the generator in one"
                        .formatted(files.get(before.file).name(), files.get(file).name(), answer.generator(), sample,
                                before.where, entry.where()));
    }

    /** The first of two values of a field; of two objects, all that they have. */
    private static JsonNode merged(JsonNode first, JsonNode second) {
        if (!(first instanceof ObjectNode into && second instanceof ObjectNode from)) {
            return first;
        }
        from.properties().forEach(property -> {
            JsonNode before = into.get(property.getKey());
            into.set(property.getKey(), before == null ? property.getValue() : merged(before, property.getValue()));
        });
        return into;
    }

    /**
     * Writes the sample in our own format.
     *
     * @param score
     *            which of the scores is written
     */
    void write(JsonGenerator json, SampleId as, Optional<String> score) {
        json.writeStartObject();
        json.writeName("id");
        JsonText.write(json, as);
        part.ifPresent(name -> text(json, "dataset", name));
        input.ifPresent(text -> text(json, "input", text));
        if (!generators.isEmpty()) {
            writeGenerations(json);
        }
        score.ifPresent(name -> writeScores(json, name));
        writeCosts(json);
        writeReferences(json);
        fields.forEach((name, value) -> {
            json.writeName(name);
            JsonTree.write(json, value);
        });
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, String value) {
        json.writeName(name);
        JsonText.write(json, value);
    }

    private void writeGenerations(JsonGenerator json) {
        json.writeObjectPropertyStart("generations");
        generators.forEach((generator, told) -> {
            if (told.outputs.isEmpty()) {
                return;
            }
            json.writeName(generator);
            if (told.outputs.size() == 1) {
                JsonText.write(json, told.outputs.getFirst());
            } else {
                json.writeStartArray();
                told.outputs.forEach(output -> JsonText.write(json, output));
                json.writeEndArray();
            }
        });
        json.writeEndObject();
    }

    private void writeScores(JsonGenerator json, String score) {
        if (generators.values().stream().noneMatch(told -> told.scores.containsKey(score))) {
            return;
        }
        json.writeObjectPropertyStart("scores");
        generators.forEach((generator, told) -> {
            List<Double> values = told.scores.getOrDefault(score, List.of());
            if (values.isEmpty()) {
                return;
            }
            json.writeName(generator);
            if (values.size() == 1) {
                Json.number(json, values.getFirst());
            } else {
                json.writeStartArray();
                values.forEach(value -> Json.number(json, value));
                json.writeEndArray();
            }
        });
        json.writeEndObject();
    }

    private void writeCosts(JsonGenerator json) {
        if (generators.values().stream().allMatch(told -> Double.isNaN(told.cost))) {
            return;
        }
        json.writeObjectPropertyStart("cost");
        generators.forEach((generator, told) -> {
            if (!Double.isNaN(told.cost)) {
                json.writeName(generator);
                json.writeNumber(told.cost);
            }
        });
        json.writeEndObject();
    }

    private void writeReferences(JsonGenerator json) {
        if (references.size() == 1) {
            text(json, "reference", references.iterator().next());
        } else if (!references.isEmpty()) {
            json.writeArrayPropertyStart("reference");
            references.forEach(reference -> JsonText.write(json, reference));
            json.writeEndArray();
        }
    }
}
