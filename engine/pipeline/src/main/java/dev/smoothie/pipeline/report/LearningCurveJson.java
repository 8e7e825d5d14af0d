package dev.smoothie.pipeline.report;

import dev.smoothie.core.evaluate.LearningCurve;
import dev.smoothie.core.evaluate.LearningCurve.Entry;
import dev.smoothie.core.evaluate.LearningCurve.Point;
import tools.jackson.core.JsonGenerator;

/** Writes what labels bring, by how many there are. */
final class LearningCurveJson {

    private LearningCurveJson() {}

    /** Writes the field {@code labels}. */
    static void write(JsonGenerator json, LearningCurve curve) {
        json.writeObjectPropertyStart("labels");
        json.writeNumberProperty("draws", curve.draws());
        curve.helpsFrom().ifPresentOrElse(labels -> json.writeNumberProperty("help_from", labels),
                () -> json.writeNullProperty("help_from"));
        json.writeArrayPropertyStart("curve");
        for (Point point : curve.points()) {
            json.writeStartObject();
            json.writeNumberProperty("labels", point.labels());
            json.writeNumberProperty("score", point.learned().score());
            EvaluationJson.write(json, "interval", point.learned().interval());
            json.writeArrayPropertyStart("others");
            point.others().forEach(entry -> write(json, entry));
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Entry entry) {
        json.writeStartObject();
        json.writeStringProperty("method", entry.name());
        json.writeStringProperty("kind", entry.usesLabels() ? "labelled" : "unsupervised");
        json.writeNumberProperty("score", entry.score());
        EvaluationJson.write(json, "interval", entry.interval());
        json.writeNumberProperty("gain", entry.gain());
        EvaluationJson.write(json, "gain_interval", entry.gainInterval());
        json.writeEndObject();
    }
}
