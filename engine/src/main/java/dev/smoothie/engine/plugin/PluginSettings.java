package dev.smoothie.engine.plugin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the program tells all plugins.
 *
 * @param cache
 *            the per-user directory that holds a cache directory for each plugin; may not exist yet
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

    /** Settings of this user on this machine: the cache is where {@link #cache(Map, Path)} says. */
    public static PluginSettings ofUser(int threads) {
        return new PluginSettings(cache(System.getenv(), Path.of(System.getProperty("user.home"))), threads);
    }

    /**
     * The per-user cache: {@code SMOOTHIE_CACHE}, else {@code XDG_CACHE_HOME/smoothie}, else {@code ~/.cache/smoothie}.
     * Empty variables count as unset, and so does a relative {@code XDG_CACHE_HOME}, as its specification demands.
     *
     * @param environment
     *            the variables of the process
     * @param home
     *            the user's home directory
     */
    public static Path cache(Map<String, String> environment, Path home) {
        Optional<Path> own = directory(environment, "SMOOTHIE_CACHE").map(Path::toAbsolutePath);
        return own.orElseGet(() -> directory(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute)
                .orElseGet(() -> home.resolve(".cache")).resolve("smoothie"));
    }

    private static Optional<Path> directory(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty()).map(Path::of);
    }
}
