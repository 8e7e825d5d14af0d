package dev.smoothie.spi;

import java.util.Optional;

/** Opens embedders of one kind; the user chooses it by name, {@code --embedder NAME[:ARGUMENT]}. */
public interface EmbedderFactory {

    /** The name in {@code --embedder NAME[:ARGUMENT]}: lower case letters, digits and hyphens. */
    String name();

    /** One line for {@code doctor}: what it embeds with, and what the argument means. */
    String description();

    /**
     * Opens an embedder. The caller closes it.
     *
     * @param context
     *            where the plugin lives and how many threads it may use
     * @param argument
     *            what stands after the colon, empty where there is none
     * @throws SmoothieException
     *             if the embedder cannot be had: the message says what was asked, what was found and what to do
     */
    Embedder open(PluginContext context, Optional<String> argument);
}
