package dev.smoothie.plugin.onnx;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.onnxruntime.OrtEnvironment;
import com.google.gson.JsonElement;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NativeLibrariesTest {

    @ParameterizedTest
    @CsvSource({"Linux,amd64", "Linux,aarch64", "Mac OS X,aarch64", "Windows 11,amd64"})
    void everyPlatformsLibrariesAreInTheJars(String os, String arch) {
        for (String resource : NativeLibraries.resources(os, arch)) {
            assertNotNull(NativeLibraries.class.getClassLoader().getResource(resource), resource);
        }
    }

    @ParameterizedTest
    @CsvSource({"Linux,riscv64", "Mac OS X,x86_64", "AIX,ppc64"})
    void otherPlatformsAreToldWhichThereAre(String os, String arch) {
        String message = assertThrows(SmoothieException.class, () -> NativeLibraries.resources(os, arch)).getMessage();
        assertTrue(message.contains(os + " on " + arch) && message.contains("Linux (x64, aarch64)"), message);
    }

    /** The system refuses a library that another class loader holds, and a cache may be unwritable: both at once. */
    @Test
    void aSecondClassLoaderWithoutACacheLoadsCopies(@TempDir Path directory) throws Exception {
        Path noDirectory = Files.createFile(directory.resolve("cache"));
        List<String> text = List.of("one process, two plugins");
        float[] first;
        try (Embedder embedder = BundledModel.open()) {
            first = embedder.embed(text).vectors()[0];
        }
        try (URLClassLoader loader = isolated()) {
            Plugin plugin = ServiceLoader.load(Plugin.class, loader).findFirst().orElseThrow();
            assertTrue(plugin.getClass() != OnnxPlugin.class, "the second plugin has classes of its own");
            PluginContext context = new PluginContext(BundledModel.HOME, noDirectory, 1);
            try (Embedder embedder = open(plugin.embedders().getFirst(), context)) {
                assertArrayEquals(first, embedder.embed(text).vectors()[0]);
            }
        }
    }

    /** A release has the libraries as files in the plugin's folder; nothing is then unpacked, and no other is taken. */
    @Test
    void librariesOfAReleaseAreLoadedFromWhereTheyLie(@TempDir Path home) throws Exception {
        Files.createSymbolicLink(home.resolve("model"), BundledModel.DIRECTORY);
        Path library = Files.createDirectory(home.resolve("native")).resolve(System.mapLibraryName("onnxruntime"));
        Files.writeString(library, "not a library");
        Path cache = home.resolve("cache");
        try (URLClassLoader loader = isolated()) {
            Plugin plugin = ServiceLoader.load(Plugin.class, loader).findFirst().orElseThrow();
            EmbedderFactory factory = plugin.embedders().stream().filter(offer -> offer.name().equals("onnx"))
                    .findFirst().orElseThrow();
            String message = assertThrows(SmoothieException.class,
                    () -> open(factory, new PluginContext(home, cache, 1))).getMessage();
            assertTrue(message.startsWith("the onnx embedder cannot load " + library + ": "), message);
            assertTrue(message.endsWith("unpack the release again, or install what the library depends on"), message);
        }
        assertTrue(Files.notExists(cache));
    }

    /** A library of the right length with a wrong byte would end the process, or compute something else. */
    @Test
    void aDamagedLibraryIsReplaced(@TempDir Path directory) throws Exception {
        String resource = NativeLibraries.resources("Linux", "amd64").get(1);
        byte[] shipped;
        try (InputStream content = NativeLibraries.class.getClassLoader().getResourceAsStream(resource)) {
            shipped = content.readAllBytes();
        }
        Path library = NativeLibraries.unpack(resource, directory);
        assertArrayEquals(shipped, Files.readAllBytes(library));
        byte[] damaged = shipped.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(library, damaged);
        assertEquals(library, NativeLibraries.unpack(resource, directory));
        assertArrayEquals(shipped, Files.readAllBytes(library));
    }

    private static Embedder open(EmbedderFactory factory, PluginContext context) {
        return factory.open(context, Options.none(factory));
    }

    /** As the program loads plugins: a loader that sees the JDK and the SPI alone. */
    private static URLClassLoader isolated() {
        ClassLoader spi = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                if (name.startsWith("dev.smoothie.spi.")) {
                    return Plugin.class.getClassLoader().loadClass(name);
                }
                throw new ClassNotFoundException(name);
            }
        };
        URL[] urls = Stream
                .of(OnnxPlugin.class, OrtEnvironment.class, TokenizersLibrary.class, EngineException.class,
                        JsonElement.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        return new URLClassLoader(urls, spi);
    }
}
