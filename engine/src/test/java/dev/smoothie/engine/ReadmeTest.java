package dev.smoothie.engine;

import dev.smoothie.engine.plugin.PluginSettings;
import dev.smoothie.engine.plugin.Plugins;
import dev.smoothie.engine.plugin.Role;
import dev.smoothie.spi.Embedder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The Java in the README compiles and does what the README says. */
class ReadmeTest {

    @TempDir
    Path work;

    /** Compiles the block that declares {@code name}, against the class path of the tests. */
    private Path compile(String name) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme).results()
                .map(match -> match.group(1)).filter(java -> java.contains("class " + name)).findFirst().orElseThrow();
        Path source = Files.writeString(work.resolve(name + ".java"), block);
        Path classes = Files.createDirectory(work.resolve("classes"));
        int code = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-cp",
                System.getProperty("java.class.path"), "-d",
                classes.toString(), source.toString());
        assertEquals(0, code);
        return classes;
    }

    @Test
    void theLibraryExampleRoutes() throws Exception {
        Path classes = compile("Example");
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            var route = loader.loadClass("Example").getDeclaredMethod("route", float[][].class, float[][].class,
                    int.class);
            route.setAccessible(true);
            // Generators 1 and 2 agree, 0 does not.
            float[][] outputs = {{9, 9}, {1, 0}, {1, 0.1f}, {-9, 9}, {2, 0}, {2, 0.1f}};
            int[] routes = (int[]) route.invoke(null, new float[][]{{0}, {1}}, outputs, 3);
            assertArrayEquals(new int[]{2, 2}, routes);
        }
    }

    @Test
    void theEstimatorExamplePassesItsProperties() throws Exception {
        Path classes = compile("MyEstimatorTest");
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            var summary = new SummaryGeneratingListener();
            LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(loader.loadClass("MyEstimatorTest"))).build(), summary);
            assertEquals(8, summary.getSummary().getTestsSucceededCount());
            assertEquals(0, summary.getSummary().getTotalFailureCount());
        }
    }

    @Test
    void thePluginExampleLoadsAndEmbeds() throws Exception {
        Path classes = compile("LettersPlugin");
        Path home = Files.createDirectory(work.resolve("letters"));
        try (OutputStream file = Files.newOutputStream(home.resolve("letters.jar"));
                var jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("LettersPlugin.class"));
            Files.copy(classes.resolve("LettersPlugin.class"), jar);
            jar.putNextEntry(new JarEntry("META-INF/services/dev.smoothie.spi.Plugin"));
            jar.write("LettersPlugin".getBytes(StandardCharsets.UTF_8));
        }
        try (Plugins plugins = Plugins.load(List.of(home), new PluginSettings(work, 1));
                Embedder embedder = plugins.offer(Role.EMBEDDER, "letters").open(Optional.empty())) {
            float[] vector = embedder.embed(List.of("Banana")).vectors()[0];
            assertEquals(26, vector.length);
            assertTrue(vector[0] == 3 && vector[1] == 1 && vector['n' - 'a'] == 2);
        }
    }
}
