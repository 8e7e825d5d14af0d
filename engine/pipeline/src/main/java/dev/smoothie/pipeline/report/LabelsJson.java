package dev.smoothie.pipeline.report;

import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.LabelledRouting.Gain;
import dev.smoothie.core.labels.LabelFit;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes what was learned from labels. */
final class LabelsJson {

    private LabelsJson() {}

    /** Writes the field {@code labels}. */
    static void write(JsonGenerator json, LabelledRouting labels, List<String> generators) {
        LabelFit fit = labels.fit();
        json.writeObjectPropertyStart("labels");
        json.writeNumberProperty("samples", fit.samples().length);
        json.writeNumberProperty("outputs", fit.outputs());
        json.writeNumberProperty("highest_score", fit.top());
        json.writeNumberProperty("feature_penalty", fit.featurePenalty());
        json.writeNumberProperty("generator_penalty", fit.generatorPenalty());
        json.writeObjectPropertyStart("coefficients");
        List<String> features = fit.features();
        double[] coefficients = fit.coefficients();
        for (int f = 0; f < features.size(); f++) {
            Json.number(json, features.get(f), coefficients[f]);
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("effects");
        for (int i = 0; i < generators.size(); i++) {
            Json.number(json, generators.get(i), coefficients[features.size() + i]);
        }
        json.writeEndObject();
        labels.gain().ifPresent(gain -> write(json, gain));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Gain gain) {
        json.writeObjectPropertyStart("left_out");
        json.writeStringProperty("method", gain.method().label());
        json.writeNumberProperty("samples", gain.samples());
        Json.number(json, "score", gain.with());
        Json.number(json, "score_of_method", gain.without());
        Json.number(json, "difference", gain.difference());
        Json.number(json, "standard_error", gain.standardError());
        json.writeEndObject();
    }
}
