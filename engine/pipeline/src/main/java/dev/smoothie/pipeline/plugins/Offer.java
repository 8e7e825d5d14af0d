package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Factory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * An embedder, neighbour search, language model or table format that a loaded plugin offers, ready to be opened. It can
 * be used until the {@link Plugins} that it is from is closed.
 *
 * @param role
 *            which of these it is
 * @param factory
 *            opens it
 * @param context
 *            what the factory is given
 */
public record Offer<F extends Factory, T>(Role<F, T> role, F factory, PluginContext context) {

    public Offer {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(context, "context");
    }

    /**
     * Opens it with options as text, as from the command line.
     *
     * @param text
     *            what follows the colon of {@code NAME[:OPTIONS]}
     * @return what was opened; the caller closes it
     * @throws SmoothieException
     *             if the options are wrong, it is not available, or the plugin has a fault
     */
    public T open(Optional<String> text) {
        return open(read(text));
    }

    /**
     * Reads options from text, as {@link #open(Optional)} does.
     *
     * @throws SmoothieException
     *             if they are wrong
     */
    public Options read(Optional<String> text) {
        return text.isPresent()
                ? Options.parse(subject(), factory.options(), text.get())
                : Options.of(subject(), factory.options(), Map.of());
    }

    /** Opens it with options by key, as {@link #open(Optional)} does. */
    public T open(Map<String, ?> options) {
        return open(Options.of(subject(), factory.options(), options));
    }

    private String subject() {
        return "%s '%s'".formatted(role.label(), factory.name());
    }

    /** Opens it with options that have been read, as {@link #open(Optional)} does. */
    public T open(Options options) {
        return ask(known -> Objects.requireNonNull(role.opener().open(known, context, options), "open returned null"));
    }

    /**
     * Asks the factory something.
     *
     * @throws SmoothieException
     *             if it refuses, or the plugin has a fault
     */
    public <A> A ask(Function<F, A> question) {
        // The plugin's loader is set, because libraries look for services and resources in the context class loader
        // first.
        try {
            return ContextLoader.with(factory.getClass().getClassLoader(),
                    () -> Objects.requireNonNull(question.apply(factory), "it answered null"));
        } catch (SmoothieException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new SmoothieException("%s cannot be opened: the plugin in %s is broken: %s".formatted(subject(),
                    context.home(), FailureReason.of(e)), e);
        }
    }
}
