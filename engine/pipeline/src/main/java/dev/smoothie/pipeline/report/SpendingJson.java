package dev.smoothie.pipeline.report;

import dev.smoothie.core.Spending;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Frontier.Point;
import dev.smoothie.core.route.Frontier.Single;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what routes cost, and the frontier of cost and error, as a field of a JSON object. Costs are money for 1000
 * inputs; weights are error per money for 1000 inputs.
 *
 * @param spending
 *            what to write
 * @param generators
 *            names of the columns
 */
public record SpendingJson(Spending spending, List<String> generators) {

    /** Writes the properties. */
    void write(JsonGenerator json) {
        json.writeObjectPropertyStart("cost");
        json.writeStringProperty("method", spending.routing().method().label());
        spending.limit().ifPresent(limit -> write(json, limit));
        json.writeBooleanProperty("estimated", spending.costs().areEstimates());
        point(json, spending.chosen());
        json.writeArrayPropertyStart("frontier");
        for (Point point : spending.frontier().points()) {
            json.writeStartObject();
            point(json, point);
            json.writeArrayPropertyStart("counts");
            for (long count : point.counts()) {
                json.writeNumber(count);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("singles");
        for (Single single : spending.frontier().singles()) {
            json.writeStartObject();
            json.writeStringProperty("generator", generators.get(single.generator()));
            json.writeNumberProperty("per_1000", single.cost());
            Json.number(json, "error", single.error());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes the limit that was asked for. */
    static void write(JsonGenerator json, CostLimit limit) {
        switch (limit) {
            case CostLimit.Budget(double budget) -> json.writeNumberProperty("budget", budget);
            case CostLimit.Weight(double weight) -> json.writeNumberProperty("cost_weight", weight);
        }
    }

    private static void point(JsonGenerator json, Point point) {
        json.writeNumberProperty("weight", point.weight());
        json.writeNumberProperty("per_1000", point.cost());
        Json.number(json, "error", point.error());
    }
}
