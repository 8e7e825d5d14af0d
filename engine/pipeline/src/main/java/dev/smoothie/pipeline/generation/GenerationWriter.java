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
 * {@code {"id", "input", "generations": {…}, "cost": {…}, "errors": {…}, "reasoning": {…}}}. A failed output is null
 * there, and its reason is in {@code errors}; {@code cost} has the generators with a price. All other fields of the
 * samples are copied that are not about particular outputs. Where a sample has no input, what the first generator was
 * asked stands for it.
 *
 * @param dataset
 *            the samples
 * @param generators
 *            the generators that were asked
 * @param keepThinking
 *            whether the reasoning of models that show it is written, failed outputs included
 */
record GenerationWriter(Dataset dataset, List<GeneratorSpec> generators, boolean keepThinking) {
    void write(Writer out, Outcomes outcomes) {
        try (SampleReader samples = dataset.openLabelled();
                PromptFields fields = PromptFields.open(dataset);
                Feed prompts = new Feed(dataset, generators.getFirst(), new Inquiry.ForOutputs(false));
                JsonGenerator json = Json.on(out)) {
            for (int index = 0; samples.hasNext(); index++) {
                var row = new LinkedHashMap<GeneratorSpec, Outcome>();
                for (int g = 0; g < generators.size(); g++) {
                    GeneratorSpec generator = generators.get(g);
                    outcomes.get(index, g).ifPresent(outcome -> row.put(generator, outcome));
                }
                Sample sample = samples.next();
                json.writeStartObject();
                json.writeName("id");
                JsonText.write(json, fields.id(sample));
                write(json, "input", input(sample, prompts));
                about(json, sample);
                fields.copy(json);
                results(json, row);
                json.writeEndObject();
                json.writeRaw('\n');
            }
        }
    }

    private String input(Sample sample, Feed prompts) {
        String asked = dataset.withoutInput() > 0 ? prompts.next().orElseThrow().prompt().text() : "";
        return sample.input().orElse(asked);
    }

    private static void about(JsonGenerator json, Sample sample) {
        sample.labels().dataset().ifPresent(dataset -> write(json, "dataset", dataset));
        if (!sample.labels().references().isEmpty()) {
            json.writeArrayPropertyStart("reference");
            sample.labels().references().forEach(reference -> JsonText.write(json, reference));
            json.writeEndArray();
        }
    }

    private void results(JsonGenerator json, Map<GeneratorSpec, Outcome> row) {
        json.writeObjectPropertyStart("generations");
        row.forEach((generator, outcome) -> write(json, generator.name(),
                outcome instanceof Outcome.Answer answer ? answer.text() : null));
        json.writeEndObject();
        costs(json, row);
        errors(json, row);
        if (keepThinking) {
            reasoning(json, row);
        }
    }

    private static void reasoning(JsonGenerator json, Map<GeneratorSpec, Outcome> row) {
        var shown = new LinkedHashMap<String, String>();
        row.forEach((generator, outcome) -> outcome.said().flatMap(Outcome.Answer::reasoning)
                .ifPresent(words -> shown.put(generator.name(), words)));
        if (!shown.isEmpty()) {
            json.writeObjectPropertyStart("reasoning");
            shown.forEach((generator, words) -> write(json, generator, words));
            json.writeEndObject();
        }
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
