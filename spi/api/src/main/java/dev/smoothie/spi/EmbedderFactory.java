package dev.smoothie.spi;

/** Opens embedders of one kind; the user chooses it by name, {@code --embedder NAME[:OPTIONS]}. */
public non-sealed interface EmbedderFactory extends Factory {

    /**
     * Opens an embedder. The caller closes it. Meanwhile the plugin's class loader is the thread's context class
     * loader.
     *
     * @param context
     *            where the plugin lives and how many threads it may use
     * @param options
     *            what the user wrote, read by {@link #options()}
     * @throws SmoothieException
     *             if the embedder cannot be had: the message says what was asked, what was found and what to do
     */
    Embedder open(PluginContext context, Options options);
}
