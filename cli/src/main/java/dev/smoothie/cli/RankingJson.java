package dev.smoothie.cli;

import dev.smoothie.engine.estimate.Comparisons;
import dev.smoothie.engine.estimate.GlobalEstimate;
import java.io.StringWriter;
import java.util.List;
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
 * @param steps
 *            what it took
 */
record RankingJson(Ranking ranking, int samples, Steps steps) {

    String line() {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("samples", samples);
            ranking.routing().ifPresent(routing -> json.writeStringProperty("method", routing.method().label()));
            generators(json);
            ranking.spending().ifPresent(spending -> new SpendingJson(spending, ranking.generators()).write(json));
            new BeliefJson(ranking.belief(), ranking.generators()).write(json);
            steps.write(json);
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
