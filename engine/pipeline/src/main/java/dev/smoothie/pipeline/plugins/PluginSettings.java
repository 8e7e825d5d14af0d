package dev.smoothie.pipeline.plugins;

import dev.smoothie.bindings.CacheDirectory;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The settings of a run that all plugins are told.
 *
 * @param cache
 *            the per-user directory that holds a cache directory for each plugin; it may not exist yet
 * @param threads
 *            the number of processors that the run may use, at least 1
 */
public record PluginSettings(Path cache, int threads) {

    public PluginSettings {
        Objects.requireNonNull(cache, "cache");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /** The settings of this user on this machine: the cache is {@link CacheDirectory#ofUser()}. */
    public static PluginSettings ofUser(int threads) {
        return new PluginSettings(CacheDirectory.ofUser(), threads);
    }
}
