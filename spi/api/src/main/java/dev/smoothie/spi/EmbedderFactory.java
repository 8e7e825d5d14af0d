package dev.smoothie.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

    /**
     * The files that vectors depend on, so that the program can keep vectors on the disk and need not ask for them again.
     * It tells them apart by the content of these files and of the plugin's jars, by the options that are not
     * {@linkplain Option#incidental() incidental}, and by the kind of processor; whoever returns a list, empty if there
     * are no files, says that they depend on nothing else but the text. Vectors of a remote model may be kept too if its
     * address and its name are options. Called before {@link #open}, and instead of it if all vectors are known; it
     * should not take long.
     *
     * @return files that exist, always in the same order; nothing, unless overridden: then vectors are not kept
     */
    default Optional<List<Path>> determinedBy(PluginContext context, Options options) {
        return Optional.empty();
    }
}
