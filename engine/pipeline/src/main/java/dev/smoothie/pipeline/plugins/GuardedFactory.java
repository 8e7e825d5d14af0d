package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Factory;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.NeighborSearchFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableFormat;
import dev.smoothie.spi.TableFormatFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A plugin's factory behind its guard: what it opens is guarded too. Its name and options are asked once.
 *
 * @param <F>
 *            the factory
 */
abstract class GuardedFactory<F extends Factory> {
    final F factory;
    final PluginGuard guard;
    private final String name;
    private final List<Option<?>> options;

    private GuardedFactory(F factory, PluginGuard guard) {
        this.factory = factory;
        this.guard = guard;
        this.name = factory.name();
        List<Option<?>> all = factory.options();
        if (all == null || all.stream().anyMatch(Objects::isNull)) {
            throw new SmoothieException("the options of %s are %s".formatted(guard.subject(), all == null
                    ? "null"
                    : "a list with null in it"));
        }
        this.options = List.copyOf(all);
    }

    public String name() {
        return name;
    }

    public List<Option<?>> options() {
        return options;
    }

    public String description() {
        return guard.callWithin(TimeLimit.ofLoading(), "describe itself", factory::description);
    }

    /** Opens what the plugin offers and puts it behind the guard; what does not pass is closed again. */
    final <T extends AutoCloseable> T open(Supplier<T> opener,
            BiFunction<T, PluginGuard, T> guarded) {
        T opened = guard.callWithin(TimeLimit.ofOpening(), "open", opener);
        try {
            return guarded.apply(opened, guard);
        } catch (SmoothieException e) {
            try {
                opened.close();
            } catch (Throwable suppressed) { // the plugin's first fault is the one to tell
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Of embedders. */
    static final class OfEmbedder extends GuardedFactory<EmbedderFactory> implements EmbedderFactory {
        OfEmbedder(EmbedderFactory factory, PluginGuard guard) {
            super(factory, guard);
        }

        @Override
        public Embedder open(PluginContext context, Options options) {
            return open(() -> factory.open(context, options), GuardedEmbedder::new);
        }

        @Override
        public Optional<List<Path>> determinedBy(PluginContext context, Options options) {
            return guard.callWithin(TimeLimit.ofOpening(), "name the files that its vectors depend on",
                    () -> factory.determinedBy(context, options)).map(List::copyOf);
        }
    }

    /** Of neighbour searches. */
    static final class OfSearch extends GuardedFactory<NeighborSearchFactory> implements NeighborSearchFactory {
        OfSearch(NeighborSearchFactory factory, PluginGuard guard) {
            super(factory, guard);
        }

        @Override
        public NeighborSearch open(PluginContext context, Options options) {
            return open(() -> factory.open(context, options), GuardedSearch::new);
        }
    }

    /** Of language models. */
    static final class OfModel extends GuardedFactory<LanguageModelFactory> implements LanguageModelFactory {
        OfModel(LanguageModelFactory factory, PluginGuard guard) {
            super(factory, guard);
        }

        @Override
        public LanguageModel open(PluginContext context, Options options) {
            return open(() -> factory.open(context, options), GuardedModel::new);
        }
    }

    /** Of table formats. Its extensions are asked once. */
    static final class OfTables extends GuardedFactory<TableFormatFactory> implements TableFormatFactory {
        private final List<String> extensions;

        OfTables(TableFormatFactory factory, PluginGuard guard) {
            super(factory, guard);
            this.extensions = List.copyOf(factory.extensions());
        }

        @Override
        public List<String> extensions() {
            return extensions;
        }

        @Override
        public boolean recognises(byte[] beginning) {
            return guard.callWithin(TimeLimit.ofLoading(), "recognise a file",
                    () -> factory.recognises(beginning.clone()));
        }

        @Override
        public TableFormat open(PluginContext context, Options options) {
            return open(() -> factory.open(context, options), GuardedTables::new);
        }
    }
}
