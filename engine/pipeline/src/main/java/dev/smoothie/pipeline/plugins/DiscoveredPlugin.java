package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;
import java.util.Objects;

/** A plugin directory that was found, and whether its plugin could be loaded. */
public sealed interface DiscoveredPlugin {

    /** The plugin's directory, absolute. */
    Path home();

    /**
     * The plugin is loaded and can be used.
     *
     * @param plugin
     *            the plugin, of a level that this program understands
     * @param context
     *            what the factories of the plugin are given
     */
    record Loaded(Plugin plugin, PluginContext context) implements DiscoveredPlugin {
        public Loaded {
            Objects.requireNonNull(plugin, "plugin");
            Objects.requireNonNull(context, "context");
        }

        @Override
        public Path home() {
            return context.home();
        }
    }

    /**
     * The plugin did not load.
     *
     * @param home
     *            the plugin's directory, absolute
     * @param reason
     *            why, for a person to read
     */
    record Failed(Path home, String reason) implements DiscoveredPlugin {
        public Failed {
            Objects.requireNonNull(home, "home");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
