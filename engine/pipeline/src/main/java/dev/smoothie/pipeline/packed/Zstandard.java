package dev.smoothie.pipeline.packed;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.util.Native;
import dev.smoothie.bindings.CacheDirectory;
import dev.smoothie.bindings.InstalledLibraries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Unpacks Zstandard. Its native library is taken from an installed release where there is one. Otherwise the library
 * unpacks it into the temporary directory; where that does not let programs run, into the user's cache.
 */
public final class Zstandard {
    private static final String PATH = "ZstdNativePath";

    private Zstandard() {}

    /**
     * What {@code packed} holds.
     *
     * @throws IOException
     *             if it cannot be read, or the native library does not load
     */
    public static InputStream unpacking(InputStream packed) throws IOException {
        load();
        return new ZstdInputStream(packed);
    }

    private static void load() throws IOException {
        if (Native.isLoaded()) {
            return;
        }
        // A plugin may load a copy of its own at the same time, by the same property.
        synchronized (System.getProperties()) {
            Optional<Path> installed = InstalledLibraries.folder()
                    .map(folder -> folder.resolve(System.mapLibraryName("zstd-jni"))).filter(Files::isRegularFile);
            try {
                if (installed.isPresent()) {
                    load(installed.get());
                } else {
                    Native.load();
                }
            } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
                loadFromCache(e);
            }
        }
    }

    private static void load(Path library) {
        String before = System.setProperty(PATH, library.toString());
        try {
            Native.load();
        } finally {
            if (before == null) {
                System.clearProperty(PATH);
            } else {
                System.setProperty(PATH, before);
            }
        }
    }

    private static void loadFromCache(Throwable first) throws IOException {
        Path folder = CacheDirectory.ofUser().resolve("native");
        try {
            Files.createDirectories(folder);
            Native.load(folder.toFile());
        } catch (IOException | UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new IOException(
                    "the library for Zstandard does not load, neither from the temporary directory (%s) nor from %s (%s); set SMOOTHIE_CACHE to a folder that can be written and lets programs run"
                            .formatted(first.getMessage(), folder, e.getMessage()),
                    e);
        }
    }
}
