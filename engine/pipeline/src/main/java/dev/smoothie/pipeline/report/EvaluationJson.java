package dev.smoothie.pipeline.report;

import dev.smoothie.core.estimate.Quality;
import dev.smoothie.core.evaluate.Agreement;
import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import dev.smoothie.core.evaluate.Result;
import dev.smoothie.core.evaluate.Result.Gap;
import dev.smoothie.pipeline.json.Json;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * Writes an evaluation as one JSON object on one line.
 *
 * @param found
 *            what to write
 */
public record EvaluationJson(EvaluationData found) {

    /** One JSON object on one line. */
    public String line() {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeStringProperty("truth", found.truth());
            json.writeNumberProperty("samples", found.evaluation().contest().samples().length);
            found.priced().limit().ifPresent(limit -> SpendingJson.write(json, limit));
            json.writeArrayPropertyStart("methods");
            found.evaluation().results().forEach(result -> write(json, result));
            json.writeEndArray();
            json.writeArrayPropertyStart("agreement");
            found.evaluation().agreements().forEach(agreement -> write(json, agreement));
            json.writeEndArray();
            found.curve().ifPresent(curve -> LearningCurveJson.write(json, curve));
            json.writeArrayPropertyStart("notes");
            found.leftOut().ifPresent(json::writeString);
            found.evaluation().notes().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private void write(JsonGenerator json, Result result) {
        json.writeStartObject();
        json.writeStringProperty("method", result.contestant().name());
        json.writeStringProperty("kind", result.contestant().kind().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("score", result.score());
        write(json, "interval", result.interval());
        if (found.priced().costs().known() > 0) {
            Json.number(json, "cost_per_1000", found.cost(result));
        }
        if (result.contestant().routes().size() > 1) {
            json.writeNumberProperty("draws", result.contestant().routes().size());
            json.writeNumberProperty("lowest_draw", result.lowestDraw());
            json.writeNumberProperty("highest_draw", result.highestDraw());
        }
        result.toPeer().ifPresent(gap -> write(json, "to_best_peer", gap));
        result.toBestSingle().ifPresent(gap -> write(json, "to_best_single", gap));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Gap gap) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("other", gap.other());
        json.writeNumberProperty("difference", gap.difference());
        write(json, "interval", gap.interval());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, String name, Interval interval) {
        json.writeArrayPropertyStart(name);
        json.writeNumber(interval.low());
        json.writeNumber(interval.high());
        json.writeEndArray();
    }

    private void write(JsonGenerator json, Agreement agreement) {
        json.writeStartObject();
        agreement.part().ifPresent(part -> json.writeStringProperty("dataset", part));
        json.writeNumberProperty("samples", agreement.samples());
        Json.number(json, "spearman", agreement.correlation().spearman());
        Json.number(json, "kendall", agreement.correlation().kendall());
        json.writeArrayPropertyStart("generators");
        double[] quality = Quality.of(agreement.error());
        for (int g = 0; g < quality.length; g++) {
            json.writeStartObject();
            json.writeStringProperty("generator", found.evaluation().generators().get(g));
            Json.number(json, "score", agreement.score()[g]);
            Json.number(json, "error", agreement.error()[g]);
            Json.number(json, "quality", Double.isNaN(agreement.error()[g]) ? Double.NaN : quality[g]);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
