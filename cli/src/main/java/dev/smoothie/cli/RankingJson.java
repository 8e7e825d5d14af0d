package dev.smoothie.cli;

import dev.smoothie.engine.embed.EmbeddingReport;
import dev.smoothie.engine.estimate.Comparisons;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.neighbors.SearchReport;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A ranking and what it is worth as one JSON object on one line.
 *
 * @param ranking
 *            what to write
 * @param samples
 *            n
 * @param reports
 *            what embedding took
 * @param search
 *            what an approximate search of neighbours took, where there was one
 */
record RankingJson(Ranking ranking, int samples, List<EmbeddingReport> reports, Optional<SearchReport> search) {

    String line() {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("samples", samples);
            ranking.routing().ifPresent(routing -> json.writeStringProperty("method", routing.method().label()));
            generators(json);
            ranking.spending().ifPresent(spending -> new SpendingJson(spending, ranking.generators()).write(json));
            new BeliefJson(ranking.belief(), ranking.generators()).write(json);
            json.writeArrayPropertyStart("embedded");
            reports.forEach(report -> write(json, report));
            json.writeEndArray();
            search.ifPresent(found -> write(json, found));
            json.writeEndObject();
        }
        return text.toString();
    }

    private void generators(JsonGenerator json) {
        GlobalEstimate estimate = ranking.estimate();
        Comparisons comparisons = ranking.belief().comparisons();
        List<Integer> order = comparisons.ranking();
        double[] quality = estimate.quality();
        json.writeArrayPropertyStart("generators");
        for (int place = 0; place < order.size(); place++) {
            int g = order.get(place);
            json.writeStartObject();
            json.writeStringProperty("generator", ranking.generators().get(g));
            number(json, "quality", Double.isNaN(estimate.error()[g]) ? Double.NaN : quality[g]);
            number(json, "error", estimate.error()[g]);
            number(json, "standard_error", estimate.standardError()[g]);
            number(json, "margin", estimate.margin(g));
            json.writeArrayPropertyStart("ranks");
            json.writeNumber(comparisons.ranks(g).best());
            json.writeNumber(comparisons.ranks(g).worst());
            json.writeEndArray();
            json.writeNumberProperty("samples", estimate.samples()[g]);
            ranking.routing().ifPresent(routing -> json.writeNumberProperty("routed", routing.shares()[g]));
            if (place + 1 < order.size()) {
                json.writeObjectPropertyStart("to_next");
                difference(json, comparisons, order.get(place + 1), g);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** By how much the error of {@code worse} is above that of {@code better}. */
    static void difference(JsonGenerator json, Comparisons comparisons, int worse, int better) {
        number(json, "difference", comparisons.difference()[worse][better]);
        number(json, "standard_error", comparisons.standardError()[worse][better]);
        number(json, "margin", comparisons.margin(worse, better));
        json.writeBooleanProperty("apart", comparisons.apart()[worse][better]);
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
        number(json, "queries_per_second", found.queriesPerSecond());
        json.writeNumberProperty("completed", found.completed());
        number(json, "recall", found.recall().share());
        number(json, "standard_error", found.recall().standardError());
        json.writeNumberProperty("samples", found.recall().samples());
        json.writeEndObject();
    }

    static void number(JsonGenerator json, String name, double value) {
        json.writeName(name);
        number(json, value);
    }

    /** JSON has no NaN and no infinity: what cannot be known is null. */
    static void number(JsonGenerator json, double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
