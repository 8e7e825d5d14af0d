package dev.smoothie.pipeline.report;

import dev.smoothie.core.route.CascadeCurve.Point;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.report.PolicyReplay.Generator;
import dev.smoothie.pipeline.report.PolicyReplay.Row;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes what policies would have cost as one JSON object on one line.
 *
 * @param found
 *            what to write
 */
public record PolicyJson(PolicyReplay found) {

    /** The object. */
    public String line() {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeNumberProperty("samples", found.samples());
            json.writeNumberProperty("whole", found.whole());
            json.writeNumberProperty("scored", found.scored());
            json.writeStringProperty("quality_is", found.answers() ? "probability" : "agreement");
            found.trained().ifPresent(count -> json.writeNumberProperty("learned_from", count));
            json.writeArrayPropertyStart("policies");
            write(json, found.single());
            found.rows().forEach(row -> write(json, row));
            json.writeEndArray();
            json.writeArrayPropertyStart("generators");
            found.generators().forEach(generator -> write(json, generator));
            json.writeEndArray();
            json.writeArrayPropertyStart("cascade_curve");
            List<Point> points = found.curve().points();
            for (int point = 0; point < points.size(); point++) {
                write(json, points.get(point), found.scores().get(point));
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("notes");
            found.notes().forEach(note -> JsonText.write(json, note));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void write(JsonGenerator json, Row row) {
        json.writeStartObject();
        json.writeStringProperty("policy", row.policy());
        row.threshold().ifPresent(threshold -> Json.number(json, "threshold", threshold));
        Json.number(json, "quality", row.quality());
        Json.number(json, "score", row.score());
        Json.number(json, "score_gain", row.gain());
        Json.number(json, "score_gain_error", row.gainError());
        Json.number(json, "requests", row.requests());
        Json.number(json, "per_1000", row.cost());
        Json.number(json, "total", row.total());
        json.writeObjectPropertyStart("picks");
        for (int generator = 0; generator < row.picks().length; generator++) {
            json.writeNumberProperty(found.generators().get(generator).name(), row.picks()[generator]);
        }
        json.writeEndObject();
        row.partial().ifPresent(partial -> {
            json.writeObjectPropertyStart("partial");
            json.writeNumberProperty("samples", partial.samples());
            Json.number(json, "per_1000", partial.cost());
            json.writeEndObject();
        });
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Generator generator) {
        json.writeStartObject();
        json.writeName("generator");
        JsonText.write(json, generator.name());
        Json.number(json, "quality", generator.quality());
        Json.number(json, "per_1000", generator.cost());
        Json.number(json, "score", generator.score());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Point point, double score) {
        json.writeStartObject();
        Json.number(json, "threshold", point.threshold());
        Json.number(json, "quality", point.quality());
        Json.number(json, "requests", point.requests());
        Json.number(json, "per_1000", point.cost());
        Json.number(json, "score", score);
        json.writeEndObject();
    }
}
