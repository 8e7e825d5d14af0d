package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.kept.CacheContents;

/**
 * Writes the results of {@code smoothie cache} as one JSON object on one line.
 *
 * @param contents
 *            what to write
 */
public record CacheJson(CacheContents contents) {

    /** The object. */
    public String line() {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeStringProperty("directory", contents.directory().toString());
            json.writeNumberProperty("limit", contents.limit());
            json.writeNumberProperty("bytes", contents.bytes());
            json.writeArrayPropertyStart("models");
            for (CacheContents.Part part : contents.models()) {
                json.writeStartObject();
                json.writeStringProperty("model", part.model().name());
                json.writeNumberProperty("dimension", part.model().dimension());
                json.writeNumberProperty("vectors", part.vectors());
                json.writeNumberProperty("bytes", part.bytes());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
