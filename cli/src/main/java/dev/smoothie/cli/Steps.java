package dev.smoothie.cli;

import dev.smoothie.cli.RoutedGeneration.Generated;
import dev.smoothie.engine.embed.EmbeddingReport;
import dev.smoothie.engine.neighbors.SearchReport;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What the steps of a command took, for {@code --json}.
 *
 * @param embedded
 *            each time that texts were embedded
 * @param search
 *            an approximate search of neighbours, where there was one
 * @param generated
 *            outputs, where some were
 */
record Steps(List<EmbeddingReport> embedded, Optional<SearchReport> search, Optional<Generated> generated) {

    void write(JsonGenerator json) {
        json.writeArrayPropertyStart("embedded");
        embedded.forEach(report -> write(json, report));
        json.writeEndArray();
        search.ifPresent(found -> write(json, found));
        generated.ifPresent(found -> {
            json.writeName("generated");
            new GenerationSummary(found.reports()).write(json);
            found.savings().ifPresent(savings -> json.writeStringProperty("savings", savings));
        });
    }

    private static void write(JsonGenerator json, EmbeddingReport report) {
        json.writeStartObject();
        json.writeNumberProperty("texts", report.texts());
        json.writeNumberProperty("distinct", report.distinct());
        json.writeNumberProperty("tokens", report.tokens());
        json.writeNumberProperty("truncated", report.truncated());
        json.writeNumberProperty("outputs_not_found", report.outputsNotFound());
        json.writeNumberProperty("samples_not_found", report.samplesNotFound());
        json.writeNumberProperty("seconds", report.elapsed().toNanos() * 1e-9);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, SearchReport found) {
        json.writeObjectPropertyStart("neighbors_search");
        json.writeStringProperty("search", found.search());
        json.writeNumberProperty("neighbors", found.k());
        json.writeBooleanProperty("loaded", found.loaded());
        json.writeNumberProperty("seconds", found.seconds());
        RankingJson.number(json, "queries_per_second", found.queriesPerSecond());
        json.writeNumberProperty("completed", found.completed());
        RankingJson.number(json, "recall", found.recall().share());
        RankingJson.number(json, "standard_error", found.recall().standardError());
        json.writeNumberProperty("samples", found.recall().samples());
        json.writeEndObject();
    }
}
