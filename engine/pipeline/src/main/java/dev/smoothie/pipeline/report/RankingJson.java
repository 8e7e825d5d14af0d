package dev.smoothie.pipeline.report;

import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a ranking, and how far it can be believed, as one JSON object on one line.
 *
 * @param ranking
 *            what to write
 * @param samples
 *            n
 * @param steps
 *            what the steps of the run have done, and how long they took
 */
public record RankingJson(Ranking ranking, int samples, Steps steps) {

    /** The object. */
    public String line() {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeNumberProperty("samples", samples);
            ranking.routing().ifPresent(routing -> json.writeStringProperty("method", routing.method().label()));
            json.writeBooleanProperty("probability", ranking.estimate().probability());
            ranking.decision().ifPresent(decision -> decision.write(json));
            ranking.labels().ifPresent(labels -> LabelsJson.write(json, labels, ranking.generators()));
            generators(json);
            ranking.reviews().ifPresent(reviews -> new JudgesJson(reviews, ranking.generators()).write(json));
            ranking.spending().ifPresent(spending -> new SpendingJson(spending, ranking.generators()).write(json));
            new BeliefJson(ranking.belief(), ranking.generators()).write(json);
            new StepsJson(steps).write(json);
            json.writeEndObject();
        });
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
            Json.number(json, "quality", Double.isNaN(estimate.error()[g]) ? Double.NaN : quality[g]);
            Json.number(json, "error", estimate.error()[g]);
            Json.number(json, "standard_error", estimate.standardError()[g]);
            Json.number(json, "margin", estimate.margin(g));
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

    /** Writes by how much the error of {@code worse} is above that of {@code better}. */
    static void difference(JsonGenerator json, Comparisons comparisons, int worse, int better) {
        Json.number(json, "difference", comparisons.difference()[worse][better]);
        Json.number(json, "standard_error", comparisons.standardError()[worse][better]);
        Json.number(json, "margin", comparisons.margin(worse, better));
        json.writeBooleanProperty("apart", comparisons.apart()[worse][better]);
    }

}
