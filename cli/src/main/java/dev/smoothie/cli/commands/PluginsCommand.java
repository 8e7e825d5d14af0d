package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PluginDirs;
import dev.smoothie.core.compute.VectorModule;
import dev.smoothie.pipeline.plugins.DiscoveredPlugin;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.pipeline.report.PluginsJson;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.Option;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code smoothie plugins}: lists the loaded plugins, what they offer, and why others did not load. */
@Command(name = "plugins", description = "List the plugins, what each of them offers, with which options, and why one"
        + " did not load.")
final class PluginsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PluginDirs directories;

    @picocli.CommandLine.Option(order = OptionSections.GENERAL, names = "--json", description = "Print one line of JSON. Default: text.")
    private boolean json;

    @Override
    public void run() {
        var settings = PluginSettings.ofUser(Runtime.getRuntime().availableProcessors());
        PrintWriter out = spec.commandLine().getOut();
        // Loaded as in runs that use plugins, because what a plugin says about itself may depend on it.
        VectorModule.load();
        try (Plugins plugins = Plugins.load(directories.roots(), settings)) {
            if (json) {
                out.println(new PluginsJson(plugins.discovered()).line());
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
}
