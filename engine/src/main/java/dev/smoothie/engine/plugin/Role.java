package dev.smoothie.engine.plugin;

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
import java.util.List;
import java.util.function.Function;

/**
 * What a plugin can be to the program.
 *
 * @param <F>
 *            what the plugin offers
 * @param <T>
 *            what that opens
 * @param label
 *            what to call it in a message
 * @param offers
 *            what a plugin offers of it
 * @param opener
 *            opens what is offered
 */
public record Role<F extends Factory, T>(String label, Function<Plugin, List<F>> offers, Opener<F, T> opener) {
    public static final Role<EmbedderFactory, Embedder> EMBEDDER = new Role<>("embedder", Plugin::embedders,
            EmbedderFactory::open);
    public static final Role<NeighborSearchFactory, NeighborSearch> NEIGHBOR_SEARCH = new Role<>("neighbour search",
            Plugin::neighborSearches, NeighborSearchFactory::open);
    public static final Role<LanguageModelFactory, LanguageModel> LANGUAGE_MODEL = new Role<>("language model",
            Plugin::languageModels, LanguageModelFactory::open);

    /** Every role there is. */
    public static final List<Role<?, ?>> ALL = List.of(EMBEDDER, NEIGHBOR_SEARCH, LANGUAGE_MODEL);

    /** How what is offered is opened. */
    @FunctionalInterface
    public interface Opener<F, T> {
        /** Opens it; the caller closes what comes back. */
        T open(F factory, PluginContext context, Options options);
    }

    /** The label with its article. */
    String one() {
        return ("aeiou".indexOf(label.charAt(0)) < 0 ? "a " : "an ") + label;
    }
}
