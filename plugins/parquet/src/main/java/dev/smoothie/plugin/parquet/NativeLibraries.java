package dev.smoothie.plugin.parquet;

import com.github.luben.zstd.util.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells the libraries that unpack pages where their native parts are. An installed release has them in the folder
 * {@code native} of the plugin, ready to be loaded. Otherwise they are unpacked into the plugin's cache, because a
 * temporary directory may not let programs run.
 */
final class NativeLibraries {
    private static final String ZSTD_PATH = "ZstdNativePath";
    private static final String SNAPPY_PATH = "org.xerial.snappy.lib.path";
    private static final String SNAPPY_NAME = "org.xerial.snappy.lib.name";
    private static final String SNAPPY_FOLDER = "org.xerial.snappy.tempdir";

    private NativeLibraries() {}

    /**
     * Prepares the loading of both. May be called any number of times, by any number of threads.
     *
     * @param home
     *            the folder of the plugin
     * @param cache
     *            where to unpack to; if it cannot be written, the libraries choose a place themselves
     */
    static void prepare(Path home, Path cache) {
        Path installed = home.resolve("native");
        // The program may load its own copy of Zstandard at the same time, by the same property.
        synchronized (System.getProperties()) {
            Path zstd = installed.resolve(System.mapLibraryName("zstd-jni"));
            Path snappy = installed.resolve(System.mapLibraryName("snappyjava"));
            if (Files.isRegularFile(snappy)) {
                System.setProperty(SNAPPY_PATH, installed.toString());
                System.setProperty(SNAPPY_NAME, snappy.getFileName().toString());
            }
            if (Files.isRegularFile(zstd)) {
                load(zstd);
            } else {
                unpackInto(cache.resolve("native"));
            }
        }
    }

    private static void load(Path zstd) {
        String before = System.setProperty(ZSTD_PATH, zstd.toString());
        try {
            Native.load();
        } finally {
            if (before == null) {
                System.clearProperty(ZSTD_PATH);
            } else {
                System.setProperty(ZSTD_PATH, before);
            }
        }
    }

    private static void unpackInto(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException _) {
            return;
        }
        if (System.getProperty(SNAPPY_FOLDER) == null) {
            System.setProperty(SNAPPY_FOLDER, folder.toString());
        }
        try {
            Native.load(folder.toFile());
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError _) {
            // Only files packed by Zstandard need it; the library says why it is not there when it reads one.
        }
    }
}
