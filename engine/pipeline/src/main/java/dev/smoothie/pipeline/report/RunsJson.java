package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.report.RunsComparison.Change;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a comparison of two runs as one JSON object on one line.
 *
 * @param found
 *            what to write
 */
public record RunsJson(RunsComparison found) {

    /** The object. */
    public String line() {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeStringProperty("joined_by", found.joinedBy());
            json.writeNumberProperty("samples", found.samples());
            json.writeNumberProperty("only_before", found.onlyBefore());
            json.writeNumberProperty("only_after", found.onlyAfter());
            json.writeArrayPropertyStart("generators");
            found.generators().forEach(change -> write(json, change));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Change change) {
        json.writeStartObject();
        json.writeStringProperty("before", change.before());
        json.writeStringProperty("after", change.after());
        json.writeStringProperty("changed", change.answer().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("samples", change.samples());
        json.writeNumberProperty("lost", change.lost());
        json.writeNumberProperty("gained", change.gained());
        Json.number(json, "equal", change.equal());
        Json.number(json, "distance_across", change.across());
        Json.number(json, "distance_within", change.within());
        json.writeArrayPropertyStart("tests");
        for (RunsComparison.Test test : change.tests()) {
            json.writeStartObject();
            json.writeStringProperty("of", test.what());
            Json.number(json, "p", test.p());
            Json.number(json, "p_adjusted", test.adjusted());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("lengths");
        PairJson.write(json, change.lengths());
        json.writeEndObject();
        change.truth().ifPresent(truth -> {
            json.writeObjectPropertyStart("truth");
            PairJson.write(json, truth);
            json.writeEndObject();
        });
        json.writeArrayPropertyStart("most_changed");
        for (RunsComparison.Moved moved : change.moved()) {
            json.writeStartObject();
            json.writeName("id");
            JsonText.write(json, moved.id());
            Json.number(json, "distance", moved.distance());
            json.writeName("before");
            JsonText.write(json, moved.before());
            json.writeName("after");
            JsonText.write(json, moved.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
