package dev.smoothie.pipeline.writing;

import dev.smoothie.core.evaluate.Contestant;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.Result;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.formats.SampleText;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.samples.Extra;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
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
    public void write(Evaluation evaluation, OutputStream out, Workers workers) {
        var judged = new BitSet();
        IntStream.of(evaluation.contest().samples()).forEach(judged::set);
        dataset.inBlocks(workers, Extra.NOTHING, samples -> lines(evaluation, judged, samples),
                lines -> write(lines, out));
    }

    private static ByteArrayOutputStream lines(Evaluation evaluation, BitSet judged, SampleBlock samples) {
        var lines = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.on(lines)) {
            for (int rank = 0; rank < samples.size(); rank++) {
                SampleText sample = samples.get(rank);
                if (judged.get(sample.index())) {
                    write(json, sample, evaluation, sample.index());
                    json.writeRaw('\n');
                }
            }
        }
        return lines;
    }

    private static void write(ByteArrayOutputStream lines, OutputStream out) {
        try {
            lines.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonGenerator json, SampleText sample, Evaluation evaluation, int index) {
        List<String> generators = evaluation.generators();
        json.writeStartObject();
        json.writeName("id");
        sample.writeId(json);
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
