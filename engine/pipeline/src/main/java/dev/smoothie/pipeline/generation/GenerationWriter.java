package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Writes outputs as JSON Lines, in the order of the samples:
 * {@code {"id", "input", "generations": {…}, "cost": {…}, "errors": {…}}}. A failed output is null there, and its
 * reason is in {@code errors}; {@code cost} has the generators with a price. {@code dataset} and {@code reference} of
 * the samples are copied, because they are about the truth but not about particular outputs.
 *
 * @param dataset
 *            the samples
 * @param generators
 *            the generators that were asked
 */
record GenerationWriter(Dataset dataset, List<GeneratorSpec> generators) {
    void write(Writer out, Outcomes outcomes) {
        try (SampleReader samples = dataset.openLabelled();
                JsonGenerator json = Json.on(out)) {
            for (int index = 0; samples.hasNext(); index++) {
                var row = new LinkedHashMap<GeneratorSpec, Outcome>();
                for (int g = 0; g < generators.size(); g++) {
                    GeneratorSpec generator = generators.get(g);
                    outcomes.get(index, g).ifPresent(outcome -> row.put(generator, outcome));
                }
                write(json, samples.next(), row);
                json.writeRaw('\n');
            }
        }
    }

    private static void write(JsonGenerator json, Sample sample, Map<GeneratorSpec, Outcome> row) {
        json.writeStartObject();
        json.writeName("id");
        JsonText.write(json, sample.id());
        sample.input().ifPresent(input -> write(json, "input", input));
        sample.labels().dataset().ifPresent(dataset -> write(json, "dataset", dataset));
        if (!sample.labels().references().isEmpty()) {
            json.writeArrayPropertyStart("reference");
            sample.labels().references().forEach(reference -> JsonText.write(json, reference));
            json.writeEndArray();
        }
        json.writeObjectPropertyStart("generations");
        row.forEach((generator, outcome) -> write(json, generator.name(),
                outcome instanceof Outcome.Answer answer ? answer.text() : null));
        json.writeEndObject();
        costs(json, row);
        errors(json, row);
        json.writeEndObject();
    }

    private static void costs(JsonGenerator json, Map<GeneratorSpec, Outcome> row) {
        if (row.keySet().stream().allMatch(generator -> generator.price().isEmpty())) {
            return;
        }
        json.writeObjectPropertyStart("cost");
        row.forEach((generator, outcome) -> generator.price().ifPresent(price -> {
            if (outcome instanceof Outcome.Answer answer) {
                json.writeNumberProperty(generator.name(), price.of(answer.inputTokens(), answer.outputTokens()));
            }
        }));
        json.writeEndObject();
    }

    private static void errors(JsonGenerator json, Map<GeneratorSpec, Outcome> row) {
        if (row.values().stream().allMatch(Outcome.Answer.class::isInstance)) {
            return;
        }
        json.writeObjectPropertyStart("errors");
        row.forEach((generator, outcome) -> outcome.missing().ifPresent(
                reason -> write(json, generator.name(), reason)));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, String text) {
        json.writeName(name);
        JsonText.write(json, text);
    }
}
