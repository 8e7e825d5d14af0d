package dev.smoothie.pipeline.writing;

import dev.smoothie.core.evaluate.Contestant;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.Result;
import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.io.Writer;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the choices of every contestant of an evaluation as JSON Lines, one object for each judged sample in the order
 * of the input: {@code {"id", "scores": {generator: …}, "choices": {contestant: generator}}}. A contestant that was
 * drawn several times has a list of generators.
 *
 * @param dataset
 *            the samples that were evaluated
 */
public record ChoiceWriter(Dataset dataset) {
    /** Writes all choices to {@code out}, which stays open. */
    public void write(Evaluation evaluation, Writer out) {
        int[] judged = evaluation.contest().samples();
        int next = 0;
        try (SampleReader samples = dataset.open();
                JsonGenerator json = Json.on(out)) {
            for (int index = 0; samples.hasNext() && next < judged.length; index++) {
                Sample sample = samples.next();
                if (index == judged[next]) {
                    write(json, sample, evaluation, index);
                    json.writeRaw('\n');
                    next++;
                }
            }
        }
    }

    private static void write(JsonGenerator json, Sample sample, Evaluation evaluation, int index) {
        List<String> generators = evaluation.generators();
        json.writeStartObject();
        json.writeName("id");
        JsonText.write(json, sample.id());
        json.writeObjectPropertyStart("scores");
        for (int generator = 0; generator < generators.size(); generator++) {
            double score = evaluation.contest().truth().scores().get(index, generator);
            json.writeName(generators.get(generator));
            if (Double.isNaN(score)) {
                json.writeNull();
            } else {
                json.writeNumber(score);
            }
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("choices");
        for (Result result : evaluation.results()) {
            write(json, result.contestant(), generators, index);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Contestant contestant, List<String> generators, int index) {
        List<String> chosen = contestant.routes().stream().map(routes -> routes[index])
                .map(route -> route == Router.NONE ? null : generators.get(route)).toList();
        if (chosen.size() == 1) {
            json.writeStringProperty(contestant.name(), chosen.getFirst());
        } else if (!chosen.isEmpty()) {
            json.writeArrayPropertyStart(contestant.name());
            chosen.forEach(json::writeString);
            json.writeEndArray();
        }
    }
}
