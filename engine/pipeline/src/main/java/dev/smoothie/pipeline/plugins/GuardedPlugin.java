package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableFormatFactory;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A plugin as it described itself when it was loaded, with every factory behind a guard of its own. Nothing here calls
 * the plugin any more; the factories do.
 *
 * @param name
 *            the plugin's name
 * @param version
 *            its version
 * @param level
 *            the level of the SPI
 */
record GuardedPlugin(String name, String version, int level, List<EmbedderFactory> embedders,
        List<NeighborSearchFactory> neighborSearches, List<LanguageModelFactory> languageModels,
        List<TableFormatFactory> tableFormats) implements Plugin {

    /**
     * Asks the plugin for everything. What it throws is thrown.
     *
     * @throws SmoothieException
     *             if it answers null; the message is only the reason
     */
    static GuardedPlugin of(Plugin plugin, ClassLoader loader, PluginDirectory directory) {
        String version = plugin.version();
        return new GuardedPlugin(plugin.name(), version == null || version.isBlank() ? "unversioned" : version,
                plugin.level(),
                guarded(Role.EMBEDDER, factories("embedders()", plugin::embedders), loader, directory,
                        GuardedFactory.OfEmbedder::new),
                guarded(Role.NEIGHBOR_SEARCH, factories("neighborSearches()", plugin::neighborSearches), loader,
                        directory, GuardedFactory.OfSearch::new),
                guarded(Role.LANGUAGE_MODEL, factories("languageModels()", plugin::languageModels), loader, directory,
                        GuardedFactory.OfModel::new),
                guarded(Role.TABLE_FORMAT, factories("tableFormats()", plugin::tableFormats), loader, directory,
                        GuardedFactory.OfTables::new));
    }

    private static <F extends Factory> List<F> guarded(Role<F, ?> role, List<F> factories, ClassLoader loader,
            PluginDirectory directory, BiFunction<F, PluginGuard, F> guarded) {
        return factories.stream().map(factory -> guarded.apply(factory,
                new PluginGuard("%s '%s'".formatted(role.label(), factory.name()), loader, directory.home(),
                        role.remedy())))
                .toList();
    }

    private static <F> List<F> factories(String method, Supplier<List<F>> plugin) {
        List<F> factories = plugin.get();
        if (factories == null || factories.stream().anyMatch(Objects::isNull)) {
            throw new SmoothieException("%s returned %s".formatted(method, factories == null
                    ? "null"
                    : "a list with null in it"));
        }
        return factories;
    }
}
