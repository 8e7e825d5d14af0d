package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.plugins.DiscoveredPlugin;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.Option;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes plugins and what they offer as one JSON array on one line.
 *
 * @param plugins
 *            what to write
 */
public record PluginsJson(List<DiscoveredPlugin> plugins) {

    /** The array. */
    public String line() {
        return Json.line(json -> {
            json.writeStartArray();
            for (DiscoveredPlugin discovered : plugins) {
                json.writeStartObject();
                json.writeStringProperty("home", discovered.home().toString());
                switch (discovered) {
                    case DiscoveredPlugin.Failed(Path _, String reason) -> json.writeStringProperty("failure", reason);
                    case DiscoveredPlugin.Loaded loaded -> loaded(json, loaded);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void loaded(JsonGenerator json, DiscoveredPlugin.Loaded loaded) {
        json.writeStringProperty("name", loaded.plugin().name());
        json.writeStringProperty("version", loaded.plugin().version());
        json.writeNumberProperty("level", loaded.plugin().level());
        json.writeArrayPropertyStart("offers");
        for (Role<?, ?> role : Role.ALL) {
            for (Factory offer : role.offers().apply(loaded.plugin())) {
                json.writeStartObject();
                json.writeStringProperty("role", role.label());
                json.writeStringProperty("name", offer.name());
                json.writeStringProperty("description", offer.description());
                json.writeArrayPropertyStart("options");
                offer.options().forEach(option -> option(json, option));
                json.writeEndArray();
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void option(JsonGenerator json, Option<?> option) {
        json.writeStartObject();
        json.writeStringProperty("key", option.key());
        json.writeStringProperty("description", option.description());
        json.writeStringProperty("expected", option.expected());
        json.writeBooleanProperty("required", option.isRequired());
        option.fallback().ifPresent(value -> json.writeStringProperty("default", value.toString()));
        json.writeEndObject();
    }
}
