package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.json.Json;
import java.util.List;

/**
 * Writes the results of {@code smoothie doctor} as one JSON array on one line.
 *
 * @param findings
 *            what to write
 */
public record FindingsJson(List<Finding> findings) {

    /** The array. */
    public String line() {
        return Json.line(json -> {
            json.writeStartArray();
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringProperty("kind", finding.kind());
                json.writeStringProperty("name", finding.name());
                json.writeBooleanProperty("available", finding.available());
                json.writeStringProperty("detail", finding.detail());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
