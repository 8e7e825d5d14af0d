package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.json.Json;
import tools.jackson.core.JsonGenerator;

/**
 * What files of samples hold, as one line of JSON.
 *
 * @param inspection
 *            what was found
 */
public record InspectionJson(Inspection inspection) {

    /** The line. */
    public String line() {
        return Json.line(this::write);
    }

    private void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeArrayPropertyStart("files");
        for (Inspection.FileFound file : inspection.files()) {
            json.writeStartObject();
            json.writeStringProperty("name", file.name());
            json.writeStringProperty("kind", file.kind());
            file.entries().ifPresent(entries -> json.writeNumberProperty("entries", entries));
            json.writeNumberProperty("unmatched", file.unmatched());
            json.writeEndObject();
        }
        json.writeEndArray();
        inspection.joinedBy().ifPresent(by -> json.writeStringProperty("joined_by", by));
        json.writeNumberProperty("samples", inspection.samples());
        json.writeNumberProperty("without_input", inspection.withoutInput());
        json.writeArrayPropertyStart("generators");
        for (Inspection.GeneratorFound generator : inspection.generators()) {
            json.writeStartObject();
            json.writeStringProperty("name", generator.name());
            json.writeNumberProperty("outputs", generator.outputs());
            json.writeNumberProperty("missing", generator.missing());
            json.writeNumberProperty("blank", generator.blank());
            Json.number(json, "mean_length", generator.meanLength());
            Json.number(json, "mean_score", generator.meanScore());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("scores");
        inspection.scores().forEach(json::writeString);
        json.writeEndArray();
        inspection.score().ifPresent(score -> json.writeStringProperty("score", score));
        json.writeNumberProperty("scored", inspection.scored());
        json.writeNumberProperty("references", inspection.references());
        json.writeBooleanProperty("costs", inspection.costs());
        json.writeBooleanProperty("reviews", inspection.reviews());
        json.writeArrayPropertyStart("warnings");
        inspection.warnings().forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("next", inspection.next());
        json.writeEndObject();
    }
}
