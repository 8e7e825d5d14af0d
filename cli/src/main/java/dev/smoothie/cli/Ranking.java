package dev.smoothie.cli;

import dev.smoothie.engine.Routing;
import dev.smoothie.engine.embed.EmbeddingReport;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.estimate.GlobalEstimate.Difference;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The generators from the best to the worst, as a table or as JSON.
 *
 * @param estimate
 *            over the whole set
 * @param generators
 *            their names
 * @param routing
 *            how samples were routed, where they were
 */
record Ranking(GlobalEstimate estimate, List<String> generators, Optional<Routing> routing) {

    /** One line: {@code careful < concise at 95 %}, in words. */
    private record Place(int generator, Optional<Difference> toNext) {}

    private List<Place> places() {
        List<Integer> order = estimate.ranking();
        var places = new ArrayList<Place>();
        for (int rank = 0; rank < order.size(); rank++) {
            int generator = order.get(rank);
            places.add(new Place(generator, rank + 1 == order.size()
                    ? Optional.empty()
                    : Optional.of(estimate.difference(generator, order.get(rank + 1)))));
        }
        return places;
    }

    List<String> table() {
        double[] quality = estimate.quality();
        var table = new TextTable("generator", "quality", "error ± s.e.", "samples",
                routing.isPresent() ? "routed" : "from next");
        for (Place place : places()) {
            int g = place.generator();
            table.add(generators.get(g), number("%.3f", quality[g]),
                    number("%.4f", estimate.error()[g]) + " ± " + number("%.4f", estimate.standardError()[g]),
                    Long.toString(estimate.samples()[g]), routing.map(r -> share(r, g)).orElseGet(() -> apart(place)));
        }
        return table.lines();
    }

    private static String apart(Place place) {
        return place.toNext().map(next -> next.canBeZero() ? "not apart" : "apart").orElse("");
    }

    private static String share(Routing routing, int generator) {
        long count = routing.shares()[generator];
        return String.format(Locale.ROOT, "%d (%.1f %%)", count, 100.0 * count / routing.routes().length);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Sentences about neighbours in the ranking that the data do not tell apart. */
    List<String> notes() {
        List<Place> places = places();
        var notes = new ArrayList<String>();
        for (int rank = 0; rank + 1 < places.size(); rank++) {
            Difference next = places.get(rank).toNext().orElseThrow();
            if (next.canBeZero()) {
                notes.add("%s and %s cannot be told apart at 95 %% (difference %s ± %s, paired)".formatted(
                        generators.get(places.get(rank).generator()), generators.get(places.get(rank + 1).generator()),
                        number("%.4f", Math.abs(next.difference())), number("%.4f", next.standardError())));
            }
        }
        return notes;
    }

    /** One JSON object on one line; {@code reports} say what embedding took. */
    String json(int samples, List<EmbeddingReport> reports) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("samples", samples);
            routing.ifPresent(r -> json.writeStringProperty("method", r.method().label()));
            json.writeArrayPropertyStart("generators");
            double[] quality = estimate.quality();
            for (Place place : places()) {
                int g = place.generator();
                json.writeStartObject();
                json.writeStringProperty("generator", generators.get(g));
                number(json, "quality", Double.isNaN(estimate.error()[g]) ? Double.NaN : quality[g]);
                number(json, "error", estimate.error()[g]);
                number(json, "standard_error", estimate.standardError()[g]);
                json.writeNumberProperty("samples", estimate.samples()[g]);
                routing.ifPresent(r -> json.writeNumberProperty("routed", r.shares()[g]));
                place.toNext().ifPresent(next -> {
                    json.writeObjectPropertyStart("to_next");
                    number(json, "difference", Math.abs(next.difference()));
                    number(json, "standard_error", next.standardError());
                    json.writeBooleanProperty("apart", !next.canBeZero());
                    json.writeEndObject();
                });
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("embedded");
            reports.forEach(report -> write(json, report));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
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

    private static void number(JsonGenerator json, String name, double value) {
        json.writeName(name);
        if (Double.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }
}
