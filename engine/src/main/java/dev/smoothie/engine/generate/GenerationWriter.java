package dev.smoothie.engine.generate;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.JsonText;
import dev.smoothie.engine.data.Sample;
import dev.smoothie.engine.data.SampleReader;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes generations as JSON Lines in the order of the samples:
 * {@code {"id", "input", "generations": {…}, "cost": {…}, "errors": {…}}}. A failed output is null there and has its
 * reason in {@code errors}; {@code cost} is there for generators with a price. What the samples say about the truth
 * that is not about particular outputs, {@code dataset} and {@code reference}, goes along.
 *
 * @param dataset
 *            the samples
 * @param generators
 *            who was asked
 */
record GenerationWriter(Dataset dataset, List<GeneratorSpec> generators) {
    private static final JsonFactory JSON = JsonFactory.builder().rootValueSeparator("")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    /** Where outcomes come from. */
    @FunctionalInterface
    interface Outcomes {
        /** The outcome of an output; empty where the output was not wanted. */
        Optional<Outcome> get(int sample, int generator);
    }

    void write(Writer out, Outcomes outcomes) {
        try (SampleReader samples = dataset.openLabelled();
                JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
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
        row.forEach((generator, outcome) -> {
            switch (outcome) {
                case Outcome.Answer _ -> {}
                case Outcome.Failure(String reason) -> write(json, generator.name(), reason);
                case Outcome.Unasked(String reason) -> write(json, generator.name(), "not asked: " + reason);
            }
        });
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, String text) {
        json.writeName(name);
        JsonText.write(json, text);
    }
}
