package dev.smoothie.probe;

import dev.smoothie.bindings.Availability;
import dev.smoothie.core.compute.VectorModule;
import dev.smoothie.pipeline.plugins.DiscoveredPlugin;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import java.nio.file.Path;
import java.util.List;

/** Runs on the modules of the distribution, and prints what can only be seen there. The launcher's test starts it. */
public final class Probe {

    private Probe() {}

    /** Prints the state of the Vector API and of the plugin in the directory {@code args[0]}. */
    public static void main(String[] args) {
        switch (VectorModule.load()) {
            case Availability.Present<Module>(Module module) -> System.out.println("present " + module.getName());
            case Availability.Absent<Module>(String reason, String _) -> System.out.println("absent " + reason);
        }
        try (Plugins plugins = Plugins.load(List.of(Path.of(args[0])), new PluginSettings(Path.of("cache"), 1))) {
            for (DiscoveredPlugin plugin : plugins.discovered()) {
                System.out.println(switch (plugin) {
                    case DiscoveredPlugin.Loaded loaded -> "loaded " + loaded.plugin().version();
                    case DiscoveredPlugin.Failed failed -> "failed " + failed.reason();
                });
            }
        }
    }
}
