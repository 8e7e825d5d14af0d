package dev.smoothie.spi;

/** Opens neighbour searches of one kind; the user chooses it by name, {@code --neighbors-search NAME[:OPTIONS]}. */
public non-sealed interface NeighborSearchFactory extends Factory {

    /**
     * Opens a neighbour search. The caller closes it. Meanwhile the plugin's class loader is the thread's context class
     * loader.
     *
     * @param context
     *            where the plugin lives and how many threads it may use
     * @param options
     *            what the user wrote, read by {@link #options()}
     * @throws SmoothieException
     *             if the search cannot be had: the message says what was asked, what was found and what to do
     */
    NeighborSearch open(PluginContext context, Options options);
}
