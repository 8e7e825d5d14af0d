package dev.smoothie.pipeline.report;

import dev.smoothie.core.reviews.JudgeEstimate;
import dev.smoothie.core.reviews.ReviewEstimate;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes how far judges can be believed, as the property {@code judges} of a JSON object.
 *
 * @param reviews
 *            what to write
 * @param generators
 *            names of the generators
 */
record JudgesJson(ReviewEstimate reviews, List<String> generators) {

    void write(JsonGenerator json) {
        json.writeObjectPropertyStart("judges");
        Json.number(json, "correlation", reviews.agreement());
        Json.number(json, "standard_error", reviews.agreementError());
        json.writeArrayPropertyStart("each");
        for (JudgeEstimate judge : reviews.judges()) {
            json.writeStartObject();
            json.writeStringProperty("judge", judge.name());
            json.writeNumberProperty("reviews", judge.reviews());
            Json.number(json, "deviation", judge.deviation());
            Json.number(json, "error", judge.error());
            Json.number(json, "reliability", judge.reliability());
            Json.number(json, "weight", judge.weight());
            judge.own().ifPresent(own -> json.writeStringProperty("own", generators.get(own)));
            Json.number(json, "self_preference", judge.preference());
            Json.number(json, "self_preference_standard_error", judge.preferenceError());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
