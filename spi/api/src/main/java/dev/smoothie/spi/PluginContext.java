package dev.smoothie.spi;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Tells a plugin which directories and how many threads it may use.
 *
 * @param home
 *            the directory that the plugin was loaded from; read-only for the plugin
 * @param cache
 *            a per-user directory of the plugin's own for files it can make again; may not exist yet
 * @param threads
 *            the number of processors that the run may use, at least 1; the plugin shares it with nobody while it
 *            embeds
 */
public record PluginContext(Path home, Path cache, int threads) {

    public PluginContext {
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(cache, "cache");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }
}
