package dev.smoothie.engine.plugin;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.util.Objects;
import java.util.Optional;

/**
 * An embedder that a loaded plugin offers. Usable until the {@link Plugins} it came from is closed.
 *
 * @param factory
 *            opens it
 * @param context
 *            what the factory is given
 */
public record OfferedEmbedder(EmbedderFactory factory, PluginContext context) {

    public OfferedEmbedder {
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(context, "context");
    }

    /**
     * Opens the embedder. Meanwhile the plugin's class loader is the thread's context class loader: libraries that look
     * for services or resources of their own look there first.
     *
     * @param argument
     *            what stands after the colon of {@code --embedder NAME[:ARGUMENT]}
     * @return the embedder; the caller closes it
     * @throws SmoothieException
     *             if the embedder cannot be had, or the plugin turns out to be broken
     */
    public Embedder open(Optional<String> argument) {
        try {
            return ContextLoader.with(factory.getClass().getClassLoader(), () -> factory.open(context, argument));
        } catch (LinkageError e) {
            throw new SmoothieException("embedder '%s' cannot be opened: the plugin in %s is broken: %s".formatted(
                    factory.name(), context.home(), FailureReason.of(e)), e);
        }
    }
}
