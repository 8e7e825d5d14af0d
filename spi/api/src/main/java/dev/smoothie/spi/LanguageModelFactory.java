package dev.smoothie.spi;

/** Opens language models of one kind; the user chooses it by name, {@code plugin: NAME} in a {@code models.yaml}. */
public non-sealed interface LanguageModelFactory extends Factory {

    /**
     * Opens a language model. The caller closes it. Nothing is asked of the model yet. Meanwhile the plugin's class
     * loader is the thread's context class loader.
     *
     * <p>
     * Secrets are not options. An option names the environment variable that holds the secret, and no message, log line
     * or {@code toString} ever holds its value.
     *
     * @param context
     *            where the plugin lives and how many threads it may use
     * @param options
     *            what the user wrote, read by {@link #options()}
     * @throws SmoothieException
     *             if the model cannot be had: the message says what was asked, what was found and what to do
     */
    LanguageModel open(PluginContext context, Options options);
}
