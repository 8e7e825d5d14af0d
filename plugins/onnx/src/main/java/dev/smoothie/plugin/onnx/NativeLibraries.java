package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * Unpacks and loads the native libraries of ONNX Runtime and the tokenizers, once for each class loader of the plugin.
 *
 * <p>
 * An installed release has them in the folder {@code native} of the plugin, ready to be loaded. Otherwise they are kept
 * in the plugin's cache under the checksum of their jar entry, so that not every start inflates 45 MB; a damaged one is
 * replaced. If that fails - the cache cannot be written, or another class loader of this process holds the library - a
 * private copy in the temporary directory is used.
 */
final class NativeLibraries {
    private static final int PIECE = 1 << 18;

    private static boolean loaded;

    private NativeLibraries() {}

    /**
     * Loads the libraries that are not loaded yet. Any number of threads may call.
     *
     * @param home
     *            the folder of the plugin, in which they may lie ready
     * @param cache
     *            the place to unpack to
     */
    static synchronized void load(Path home, Path cache) {
        if (loaded) {
            return;
        }
        Telemetry.disable();
        for (String resource : resources(System.getProperty("os.name"), System.getProperty("os.arch"))) {
            Path installed = home.resolve("native").resolve(name(resource));
            if (!Files.isRegularFile(installed)) {
                load(resource, cache.resolve("native"));
            } else {
                loadInstalled(installed);
            }
        }
        loaded = true;
    }

    private static String name(String resource) {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    /** The libraries for a platform, as resources of the two jars, in the order in which they depend on each other. */
    static List<String> resources(String os, String arch) {
        boolean arm = arch.equals("aarch64");
        boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
        String onnx = "ai/onnxruntime/native/";
        String tokenizers = "native/lib/";
        if (os.startsWith("Linux") && (x64 || arm)) {
            onnx += (arm ? "linux-aarch64" : "linux-x64") + "/lib%s.so";
            tokenizers += (arm ? "linux-aarch64" : "linux-x86_64") + "/cpu/libtokenizers.so";
            return List.of(onnx.formatted("onnxruntime"), onnx.formatted("onnxruntime4j_jni"), tokenizers);
        }
        if (os.startsWith("Mac") && arm) {
            onnx += "osx-aarch64/lib%s.dylib";
            tokenizers += "osx-aarch64/cpu/libtokenizers.dylib";
            return List.of(onnx.formatted("onnxruntime"), onnx.formatted("onnxruntime4j_jni"), tokenizers);
        }
        if (os.startsWith("Windows") && x64) {
            onnx += "win-x64/%s.dll";
            tokenizers += "win-x86_64/cpu/%s.dll";
            return List.of(onnx.formatted("onnxruntime"), onnx.formatted("onnxruntime4j_jni"),
                    tokenizers.formatted("libwinpthread-1"), tokenizers.formatted("libgcc_s_seh-1"),
                    tokenizers.formatted("libstdc++-6"), tokenizers.formatted("tokenizers"));
        }
        throw new SmoothieException(
                "the onnx embedder has no native libraries for %s on %s, only for Linux (x64, aarch64), macOS (aarch64) and Windows (x64); embed elsewhere and pass the vectors as .npy files"
                        .formatted(os, arch));
    }

    private static void loadInstalled(Path library) {
        try {
            link(library);
        } catch (UnsatisfiedLinkError e) {
            throw new SmoothieException(
                    "the onnx embedder cannot load %s: %s; unpack the release again, or install what the library depends on"
                            .formatted(library, e.getMessage()),
                    e);
        }
    }

    private static void load(String resource, Path directory) {
        try {
            link(unpack(resource, directory));
        } catch (IOException | UnsatisfiedLinkError shared) {
            try {
                Path copy = Files.createTempDirectory("smoothie-onnx");
                Path library = unpack(resource, copy);
                link(library);
                discard(library, library.getParent(), copy);
            } catch (IOException | UnsatisfiedLinkError e) {
                e.addSuppressed(shared);
                throw new SmoothieException(
                        "the onnx embedder cannot load its library %s: neither from %s (%s) nor from the temporary directory (%s)"
                                .formatted(resource, directory, shared, e),
                        e);
            }
        }
    }

    // System.load says in its message what a library lacks; the launcher passes --enable-native-access.
    @SuppressWarnings("restricted")
    private static void link(Path library) {
        System.load(library.toAbsolutePath().toString());
    }

    /** Unpacks a library into a directory, unless a right copy is there. */
    static Path unpack(String resource, Path directory) throws IOException {
        URL url = NativeLibraries.class.getClassLoader().getResource(resource);
        if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
            throw new IOException("there is no " + resource + " in the jars of the plugin");
        }
        JarEntry entry = connection.getJarEntry();
        Path library = directory.resolve("%08x".formatted(entry.getCrc()))
                .resolve(name(resource));
        if (isRight(library, entry)) {
            return library;
        }
        Files.createDirectories(library.getParent());
        Path part = Files.createTempFile(library.getParent(), "unpacking", ".tmp");
        try (InputStream in = connection.getInputStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return library;
    }

    /**
     * Whether a file is what was shipped. Its content is read, because a library that has been damaged would end the
     * process or compute something else; 45 MB take a fresh JVM some 20 ms.
     */
    private static boolean isRight(Path library, JarEntry entry) throws IOException {
        if (!Files.isRegularFile(library) || Files.size(library) != entry.getSize()) {
            return false;
        }
        var checksum = new CRC32();
        byte[] piece = new byte[PIECE];
        try (InputStream content = Files.newInputStream(library)) {
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                checksum.update(piece, 0, count);
            }
        }
        return checksum.getValue() == entry.getCrc();
    }

    /** Deletes a private copy: now if the system releases it, otherwise when the program ends; innermost first. */
    private static void discard(Path library, Path checksum, Path copy) {
        try {
            Files.delete(library);
            Files.delete(checksum);
            Files.delete(copy);
        } catch (IOException inUse) {
            // Registered outermost first, because they are deleted in the opposite order.
            copy.toFile().deleteOnExit();
            checksum.toFile().deleteOnExit();
            library.toFile().deleteOnExit();
        }
    }
}
