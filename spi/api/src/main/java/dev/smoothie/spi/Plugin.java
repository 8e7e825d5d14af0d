package dev.smoothie.spi;

import java.util.List;

/**
 * The one service of the SPI: names a plugin and lists what it offers. Implementations need a public constructor without
 * parameters that does no work; whatever is slow or can fail belongs into the factories.
 */
public interface Plugin {

    /**
     * The level of this SPI. It grows when types are added; a plugin built against a higher level is not loaded: this
     * program is the older side.
     */
    int LEVEL = 2;

    /**
     * The lowest level that is still understood. It grows when what plugins implement changes; a plugin built against a
     * lower level is not loaded: the plugin is the older side. (Level 1 had embedders without options.)
     */
    int OLDEST_LEVEL = 2;

    /** The name by which messages and {@code smoothie plugins} call the plugin, for example {@code "onnx"}. */
    String name();

    /**
     * The plugin's own version, for {@code smoothie plugins}: unless overridden the {@code Implementation-Version} of its
     * jar's manifest, which Maven writes when asked to.
     */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "unversioned" : version;
    }

    /**
     * The SPI level that the plugin was built against: always {@code return Plugin.LEVEL;}. The compiler copies the
     * constant, so the jar remembers the level of the day.
     */
    int level();

    /** The embedders on offer; names are unique among all loaded plugins. */
    default List<EmbedderFactory> embedders() {
        return List.of();
    }

    /** The neighbour searches on offer; names are unique among all loaded plugins. */
    default List<NeighborSearchFactory> neighborSearches() {
        return List.of();
    }

    /** The language models on offer; names are unique among all loaded plugins. */
    default List<LanguageModelFactory> languageModels() {
        return List.of();
    }
}
