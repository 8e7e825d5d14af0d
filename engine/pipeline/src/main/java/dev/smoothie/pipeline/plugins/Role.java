package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableFormatFactory;
import java.util.List;
import java.util.function.Function;

/**
 * A role that a plugin can have in the program: embedder, neighbour search, language model or table format.
 *
 * @param <F>
 *            the factory that a plugin offers for the role
 * @param <T>
 *            what the factory opens
 * @param label
 *            the name of the role in messages
 * @param offers
 *            lists the factories of a plugin for this role
 * @param opener
 *            opens a factory
 */
public record Role<F extends Factory, T>(String label, Function<Plugin, List<F>> offers, Opener<F, T> opener) {
    public static final Role<EmbedderFactory, Embedder> EMBEDDER = new Role<>("embedder", Plugin::embedders,
            EmbedderFactory::open);
    public static final Role<NeighborSearchFactory, NeighborSearch> NEIGHBOR_SEARCH = new Role<>("neighbour search",
            Plugin::neighborSearches, NeighborSearchFactory::open);
    public static final Role<LanguageModelFactory, LanguageModel> LANGUAGE_MODEL = new Role<>("language model",
            Plugin::languageModels, LanguageModelFactory::open);
    public static final Role<TableFormatFactory, TableFormat> TABLE_FORMAT = new Role<>("table format",
            Plugin::tableFormats, TableFormatFactory::open);

    /** All roles. */
    public static final List<Role<?, ?>> ALL = List.of(EMBEDDER, NEIGHBOR_SEARCH, LANGUAGE_MODEL, TABLE_FORMAT);

    /** Opens a factory of the role. */
    @FunctionalInterface
    public interface Opener<F, T> {
        /** Opens it. The caller closes what is returned. */
        T open(F factory, PluginContext context, Options options);
    }

    /** The label with its indefinite article. */
    String one() {
        return ("aeiou".indexOf(label.charAt(0)) < 0 ? "a " : "an ") + label;
    }
}
