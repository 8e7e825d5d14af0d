package dev.smoothie.spi;

import java.util.List;

/**
 * The one service of the SPI: names a plugin and lists what it offers. Implementations need a public constructor without
 * parameters that does no work; whatever is slow or can fail belongs into the factories.
 */
public interface Plugin {

    /** The level of this SPI. It grows when types are added; a plugin built against a higher level is not loaded. */
    int LEVEL = 1;

    /** The name by which messages and {@code doctor} call the plugin, for example {@code "onnx"}. */
    String name();

    /** The plugin's own version, for {@code doctor}. */
    default String version() {
        return "unversioned";
    }

    /**
     * The SPI level that the plugin was built against. Override it with {@code return Plugin.LEVEL;}: the compiler copies
     * the constant, so the jar remembers the level of the day.
     */
    default int level() {
        return 1;
    }

    /** The embedders on offer; names are unique among all loaded plugins. */
    default List<EmbedderFactory> embedders() {
        return List.of();
    }
}
