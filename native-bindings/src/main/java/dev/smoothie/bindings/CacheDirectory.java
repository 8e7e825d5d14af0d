package dev.smoothie.bindings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the directory for files of this user that can be made again: unpacked libraries, compiled kernels, what plugins
 * keep.
 */
public final class CacheDirectory {

    private CacheDirectory() {}

    /**
     * The cache of the user of this process; may not exist yet. A user without a home, as containers and services have
     * them, has it in the temporary directory.
     */
    public static Path ofUser() {
        Path home = Path.of(System.getProperty("user.home")); // "?" where Java knows none
        return of(System.getenv(), () -> home.isAbsolute() && Files.isDirectory(home) ? home : Homeless.PLACE);
    }

    /** Where a user without a home has his files. Looked for only if it is needed. */
    private static final class Homeless {
        static final Path PLACE = new PrivateTemporary(Path.of(System.getProperty("java.io.tmpdir"))).folder();
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
    public static Path of(Map<String, String> environment, Path home) {
        return of(environment, () -> home);
    }

    private static Path of(Map<String, String> environment, Supplier<Path> home) {
        Optional<Path> own = directory(environment, "SMOOTHIE_CACHE").map(Path::toAbsolutePath);
        return own.orElseGet(() -> directory(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute)
                .orElseGet(() -> home.get().resolve(".cache")).resolve("smoothie"));
    }

    private static Optional<Path> directory(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty()).map(Path::of);
    }
}
