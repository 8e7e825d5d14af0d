package dev.smoothie.cli;

import dev.smoothie.cli.printing.Guide;
import dev.smoothie.pipeline.plugins.PluginSettings;
import dev.smoothie.pipeline.plugins.Plugins;
import dev.smoothie.pipeline.plugins.Role;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The Java in the README and in the guides compiles and does what they say, and the README fits its size. */
class PapersTest {

    @TempDir
    Path work;

    /** Compiles the block of {@code paper} that declares {@code name}, against the class path of the tests. */
    private Path compile(String paper, String name) throws IOException {
        Path source = Files.writeString(work.resolve(name + ".java"), Papers.java(paper, name));
        Path classes = Files.createDirectory(work.resolve("classes"));
        int code = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-cp",
                System.getProperty("java.class.path"), "-d",
                classes.toString(), source.toString());
        assertEquals(0, code);
        return classes;
    }

    @Test
    void theReadmeFitsItsSize() throws IOException {
        assertTrue(Files.readAllLines(Papers.path("README.md")).size() <= 200);
    }

    /** An example that stands in two places is the same in both. */
    @Test
    void examplesAreRepeatedToTheLetter() throws IOException {
        assertEquals(Papers.java("README.md", "Example"), Papers.java("cli/docs/library.md", "Example"));
        assertEquals(Papers.java("README.md", "LettersPlugin"), Papers.java("cli/docs/plugin.md", "LettersPlugin"));
    }

    /** Links lead somewhere, and every guide is in the README's table and in {@code smoothie help}. */
    @Test
    void everyLinkLeadsToAFileAndEveryGuideIsLinked() throws IOException {
        Set<String> linked = new TreeSet<>();
        for (Path paper : Papers.all()) {
            for (var link : Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)").matcher(Files.readString(paper)).results()
                    .toList()) {
                Path target = paper.resolveSibling(link.group(1));
                assertTrue(Files.exists(target), "%s links to %s".formatted(paper, link.group(1)));
                if (paper.endsWith("README.md")) {
                    linked.add(target.getFileName().toString());
                }
            }
        }
        Set<String> guides = Arrays.stream(Guide.values()).map(guide -> guide.topic() + ".md")
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(Papers.path("cli/docs"))) {
            assertEquals(guides, files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".md"))
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
        assertTrue(linked.containsAll(guides), linked::toString);
    }

    @Test
    void theLibraryExampleRoutes() throws Exception {
        Path classes = compile("README.md", "Example");
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
        Path classes = compile("cli/docs/properties.md", "MyEstimatorTest");
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            var summary = new SummaryGeneratingListener();
            LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(loader.loadClass("MyEstimatorTest"))).build(), summary);
            assertEquals(8, summary.getSummary().getTestsSucceededCount());
            assertEquals(0, summary.getSummary().getTotalFailureCount());
        }
    }

    @Test
    void theEncoderExampleDescribesAnEncoder() throws Exception {
        Path classes = compile("cli/docs/plugin.md", "MyEncoder");
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            assertTrue(Encoder.class.isAssignableFrom(loader.loadClass("MyEncoder")));
        }
    }

    @Test
    void thePluginExampleLoadsAndEmbeds() throws Exception {
        Path classes = compile("README.md", "LettersPlugin");
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
