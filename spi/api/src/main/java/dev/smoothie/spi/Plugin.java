package dev.smoothie.spi;

import java.util.List;

/**
 * The service that a plugin implements: it names the plugin and lists the factories of what it offers. Implementations
 * need a public constructor without parameters that does no work; whatever is slow or can fail belongs in the
 * factories.
 */
public interface Plugin {

    /**
     * The level of this SPI. It grows when types are added. A plugin built against a higher level is not loaded,
     * because this program is too old for it.
     */
    int LEVEL = 5;

    /**
     * The lowest level that is still understood. It grows when the interfaces that plugins implement change. A plugin
     * built against a lower level is not loaded, because it is too old for this program. (Level 1 had embedders without
     * options; level 3 only added {@link Encoder}, level 4 {@link TableFormat}, the reasoning of a {@link Completion} and
     * kinds of {@link LanguageModelException}, and level 5 {@link ChatRelay}.)
     */
    int OLDEST_LEVEL = 2;

    /** The name by which messages and {@code smoothie plugins} call the plugin, for example {@code "onnx"}. */
    String name();

    /**
     * The plugin's own version, for {@code smoothie plugins}: unless overridden the {@code Implementation-Version} of
     * its jar's manifest, which Maven writes when asked to.
     */
    default String version() {
        String version = getClass().getPackage().getImplementationVersion();
        return version == null ? "unversioned" : version;
    }

    /**
     * The SPI level that the plugin was built against: always {@code return Plugin.LEVEL;}. The compiler copies the
     * constant, so the jar remembers the level that it was built against.
     */
    int level();

    /** The embedders that the plugin offers; names are unique among all loaded plugins. */
    default List<EmbedderFactory> embedders() {
        return List.of();
    }

    /** The neighbour searches that the plugin offers; names are unique among all loaded plugins. */
    default List<NeighborSearchFactory> neighborSearches() {
        return List.of();
    }

    /** The language models that the plugin offers; names are unique among all loaded plugins. */
    default List<LanguageModelFactory> languageModels() {
        return List.of();
    }

    /** The table formats that the plugin offers; names are unique among all loaded plugins. */
    default List<TableFormatFactory> tableFormats() {
        return List.of();
    }
}
