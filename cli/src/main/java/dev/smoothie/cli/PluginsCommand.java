package dev.smoothie.cli;

import dev.smoothie.engine.compute.VectorModule;
import dev.smoothie.engine.plugin.DiscoveredPlugin;
import dev.smoothie.engine.plugin.PluginSettings;
import dev.smoothie.engine.plugin.Plugins;
import dev.smoothie.engine.plugin.Role;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.Option;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code smoothie plugins}: what is loaded, what it offers, and why what is not loaded is not. */
@Command(name = "plugins", description = "List the plugins: version, what each offers, the options of that, and where one"
        + " did not load, why.")
final class PluginsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PluginDirs directories;

    @picocli.CommandLine.Option(order = OptionSections.GENERAL, names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Override
    public void run() {
        var settings = PluginSettings.ofUser(Runtime.getRuntime().availableProcessors());
        PrintWriter out = spec.commandLine().getOut();
        // As where they are used: what a plugin says of itself may depend on it.
        VectorModule.load();
        try (Plugins plugins = Plugins.load(directories.roots(), settings)) {
            if (json) {
                out.println(json(plugins.discovered()));
            } else {
                plugins.discovered().forEach(plugin -> print(plugin, out));
            }
        }
        out.flush();
    }

    private static void print(DiscoveredPlugin discovered, PrintWriter out) {
        switch (discovered) {
            case DiscoveredPlugin.Failed(Path home, String reason) -> {
                out.println("%s did not load".formatted(home));
                out.println("  " + reason);
            }
            case DiscoveredPlugin.Loaded loaded -> {
                out.println("%s %s (%s)".formatted(loaded.plugin().name(), loaded.plugin().version(), loaded.home()));
                for (Role<?, ?> role : Role.ALL) {
                    for (Factory offer : role.offers().apply(loaded.plugin())) {
                        out.println("  %s %s: %s".formatted(role.label(), offer.name(), offer.description()));
                        for (Option<?> option : offer.options()) {
                            out.println("    %s: %s".formatted(option, option.description()));
                        }
                    }
                }
            }
        }
    }

    private static String json(List<DiscoveredPlugin> plugins) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
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
        }
        return text.toString();
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
