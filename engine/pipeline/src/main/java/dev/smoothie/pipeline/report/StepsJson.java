package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.embedding.EmbeddingReport;
import dev.smoothie.pipeline.index.IndexReport;
import dev.smoothie.pipeline.json.Json;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what the steps of a run have done, as properties of a JSON object.
 *
 * @param steps
 *            what to write
 */
public record StepsJson(Steps steps) {

    /** Writes the properties. */
    void write(JsonGenerator json) {
        json.writeArrayPropertyStart("embedded");
        steps.embedded().forEach(report -> write(json, report));
        json.writeEndArray();
        steps.search().ifPresent(found -> write(json, found));
        steps.generated().ifPresent(found -> {
            json.writeName("generated");
            new GenerationJson(found.reports()).write(json);
            found.savings().ifPresent(savings -> json.writeStringProperty("savings", savings));
        });
    }

    private static void write(JsonGenerator json, EmbeddingReport report) {
        json.writeStartObject();
        json.writeStringProperty("embedder", report.embedder());
        json.writeNumberProperty("texts", report.texts());
        json.writeNumberProperty("distinct", report.distinct());
        json.writeNumberProperty("known", report.known());
        json.writeNumberProperty("tokens", report.tokens());
        json.writeNumberProperty("truncated", report.truncated());
        json.writeNumberProperty("outputs_not_found", report.outputsNotFound());
        json.writeNumberProperty("samples_not_found", report.samplesNotFound());
        json.writeNumberProperty("seconds", report.elapsed().toNanos() * 1e-9);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, IndexReport found) {
        json.writeObjectPropertyStart("neighbors_search");
        json.writeStringProperty("search", found.search());
        json.writeNumberProperty("neighbors", found.k());
        json.writeBooleanProperty("loaded", found.loaded());
        json.writeNumberProperty("seconds", found.seconds());
        Json.number(json, "queries_per_second", found.queriesPerSecond());
        json.writeNumberProperty("completed", found.completed());
        Json.number(json, "recall", found.recall().share());
        Json.number(json, "standard_error", found.recall().standardError());
        json.writeNumberProperty("samples", found.recall().samples());
        json.writeEndObject();
    }
}
