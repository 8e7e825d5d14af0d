package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.formats.CopiedFields;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * Writes samples again with reviews, one line for each: all their fields, and {@code "reviews": {"judge": {"generator":
 * number}}}. Reviews by other judges stay. A review that failed is left out, and its reason is in {@code review_errors};
 * {@code review_cost} has what the judges with a price cost.
 *
 * @param dataset
 *            the samples
 * @param judges
 *            who were asked
 */
record ReviewWriter(Dataset dataset, List<GeneratorSpec> judges) {

    void write(Writer out, Outcomes outcomes) {
        List<String> names = judges.stream().map(GeneratorSpec::name).toList();
        try (SampleReader samples = dataset.open();
                CopiedFields others = dataset.source().openCopied();
                JsonGenerator json = Json.on(out)) {
            for (int index = 0; samples.hasNext(); index++) {
                Sample sample = samples.next();
                Map<GeneratorSpec, Outcome> row = row(outcomes, index);
                json.writeStartObject();
                whole(json, sample);
                others.copyNext(json, names, () -> reviews(json, sample, row));
                costs(json, row);
                errors(json, row);
                json.writeEndObject();
                json.writeRaw('\n');
            }
        }
    }

    private Map<GeneratorSpec, Outcome> row(Outcomes outcomes, int index) {
        var row = new LinkedHashMap<GeneratorSpec, Outcome>();
        for (int judge = 0; judge < judges.size(); judge++) {
            GeneratorSpec spec = judges.get(judge);
            Optional<Outcome> outcome = outcomes.get(index, judge);
            outcome.ifPresent(found -> row.put(spec, found));
        }
        return row;
    }

    private void whole(JsonGenerator json, Sample sample) {
        json.writeName("id");
        JsonText.write(json, sample.id());
        sample.input().ifPresent(input -> write(json, "input", input));
        json.writeObjectPropertyStart("generations");
        sample.generations().forEach((generator, outputs) -> {
            json.writeName(generator);
            if (outputs.size() == 1) {
                JsonText.write(json, outputs.getFirst());
            } else {
                json.writeStartArray();
                outputs.forEach(output -> JsonText.write(json, output));
                json.writeEndArray();
            }
        });
        json.writeEndObject();
    }

    private void reviews(JsonGenerator json, Sample sample, Map<GeneratorSpec, Outcome> row) {
        row.forEach((judge, outcome) -> {
            if (outcome instanceof Outcome.Answer answer) {
                json.writeObjectPropertyStart(judge.name());
                ReviewSheet sheet = ReviewSheet.of(sample, dataset.generators(), judge.name());
                Map<String, double[]> scores = sheet.scores(answer.text());
                dataset.generators().stream().filter(scores::containsKey).forEach(generator -> {
                    json.writeName(generator);
                    write(json, scores.get(generator));
                });
                json.writeEndObject();
            }
        });
    }

    private static void write(JsonGenerator json, double[] scores) {
        if (scores.length == 1) {
            number(json, scores[0]);
        } else {
            json.writeStartArray();
            for (double score : scores) {
                number(json, score);
            }
            json.writeEndArray();
        }
    }

    /** Whole numbers as such: judges give hardly any others. */
    private static void number(JsonGenerator json, double score) {
        if (score == Math.rint(score)) {
            json.writeNumber((long) score);
        } else {
            Json.number(json, score);
        }
    }

    private static void costs(JsonGenerator json, Map<GeneratorSpec, Outcome> row) {
        var costs = new LinkedHashMap<String, Double>();
        row.forEach((judge, outcome) -> judge.price().ifPresent(price -> {
            outcome.said().ifPresent(
                    answer -> costs.put(judge.name(), price.of(answer.inputTokens(), answer.outputTokens())));
        }));
        if (!costs.isEmpty()) {
            json.writeObjectPropertyStart(CopiedFields.COSTS);
            costs.forEach(json::writeNumberProperty);
            json.writeEndObject();
        }
    }

    private static void errors(JsonGenerator json, Map<GeneratorSpec, Outcome> row) {
        if (row.values().stream().allMatch(Outcome.Answer.class::isInstance)) {
            return;
        }
        json.writeObjectPropertyStart(CopiedFields.ERRORS);
        row.forEach((judge, outcome) -> outcome.missing().ifPresent(reason -> write(json, judge.name(), reason)));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, String text) {
        json.writeName(name);
        JsonText.write(json, text);
    }
}
