package dev.smoothie.pipeline.report;

import dev.smoothie.core.evaluate.PairedDifference;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a comparison of two generators as one JSON object on one line.
 *
 * @param found
 *            what to write
 */
public record PairJson(PairComparison found) {

    /** The object. */
    public String line() {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeStringProperty("first", found.first());
            json.writeStringProperty("second", found.second());
            json.writeStringProperty("answer", found.answer().name().toLowerCase(Locale.ROOT));
            if (found.truth().isPresent()) {
                json.writeStringProperty("truth", found.truth().get());
            } else {
                json.writeNullProperty("truth");
            }
            both(json, found.estimate().isPresent() ? "errors" : "scores", found.values());
            both(json, "lengths", found.lengths());
            json.writeObjectPropertyStart("difference");
            write(json, found.difference());
            json.writeEndObject();
            found.estimate().ifPresent(estimate -> write(json, estimate));
            json.writeArrayPropertyStart("topics");
            found.topics().forEach(topic -> write(json, topic));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void both(JsonGenerator json, String name, double[] values) {
        json.writeArrayPropertyStart(name);
        for (double value : values) {
            Json.number(json, value);
        }
        json.writeEndArray();
    }

    /** Writes the properties of a paired difference. */
    static void write(JsonGenerator json, PairedDifference difference) {
        json.writeNumberProperty("samples", difference.samples());
        Json.number(json, "mean", difference.mean());
        Json.number(json, "standard_deviation", difference.deviation());
        json.writeArrayPropertyStart("interval");
        Json.number(json, difference.interval().low());
        Json.number(json, difference.interval().high());
        json.writeEndArray();
        Json.number(json, "p", difference.test().p());
        json.writeStringProperty("test", difference.test().how().meaning());
        json.writeBooleanProperty("apart", difference.apart());
        json.writeNumberProperty("wins", difference.wins());
        json.writeNumberProperty("ties", difference.ties());
        json.writeNumberProperty("losses", difference.losses());
        if (difference.needed().isPresent()) {
            json.writeNumberProperty("samples_needed", difference.needed().getAsLong());
        } else {
            json.writeNullProperty("samples_needed");
        }
        Json.number(json, "detectable", difference.detectable(difference.samples()));
    }

    private static void write(JsonGenerator json, PairComparison.Estimated estimate) {
        json.writeObjectPropertyStart("estimate");
        json.writeStringProperty("method", estimate.method());
        Json.number(json, "difference", estimate.difference());
        Json.number(json, "margin", estimate.margin());
        Json.number(json, "probability", estimate.probability());
        json.writeStringProperty("verdict", estimate.verdict().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("signal", estimate.signal().verdict().name().toLowerCase(Locale.ROOT));
        strings(json, "reasons", estimate.signal().reasons());
        strings(json, "advice", estimate.signal().advice());
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> strings) {
        json.writeArrayPropertyStart(name);
        strings.forEach(json::writeString);
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, PairComparison.Topic topic) {
        json.writeStartObject();
        json.writeStringProperty("topic", topic.name());
        topic.typical().ifPresent(input -> json.writeStringProperty("typical", input));
        write(json, topic.difference());
        Json.number(json, "p_adjusted", topic.adjusted());
        json.writeEndObject();
    }
}
