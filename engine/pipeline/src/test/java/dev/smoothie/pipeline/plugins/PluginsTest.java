package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PluginsTest {

    @TempDir
    Path work;

    @TempDir
    Path root;

    private final Path cache = Path.of("cache").toAbsolutePath();

    private Plugins load(Path... roots) {
        return Plugins.load(List.of(roots), new PluginSettings(cache, 3));
    }

    /** Makes a plugin of that name in a directory of that name, with an embedder of the given name. */
    private Path plugin(String directory, String name, String embedder) throws IOException {
        return new PluginJar(work.resolve(directory)).plugin("p.Main", PluginJar.offering(name, embedder, "\"\""))
                .write(root.resolve(directory).resolve("plugin.jar"));
    }

    private String failure(Plugins plugins, String directory) throws IOException {
        Path home = root.resolve(directory).toRealPath();
        DiscoveredPlugin found = plugins.discovered().stream().filter(plugin -> plugin.home().equals(home)).findAny()
                .orElseThrow();
        return assertInstanceOf(DiscoveredPlugin.Failed.class, found).reason();
    }

    private String failureOf(String body) throws IOException {
        new PluginJar(work).plugin("p.Main", body).write(root.resolve("broken/plugin.jar"));
        plugin("sound", "sound", "sound");
        try (Plugins plugins = load(root)) {
            assertEquals(List.of("sound"),
                    plugins.offers(Role.EMBEDDER).stream().map(offer -> offer.factory().name()).toList());
            return failure(plugins, "broken");
        }
    }

    @Test
    void anEmbedderIsGivenItsContextAndItsOwnContextClassLoader() throws IOException {
        plugin("a", "plugin-a", "one");
        try (Plugins plugins = load(root)) {
            var one = plugins.offer(Role.EMBEDDER, "one");
            assertEquals(root.resolve("a").toRealPath(), one.context().home());
            assertEquals(cache.resolve("plugin-a"), one.context().cache());
            assertEquals(3, one.context().threads());
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            SmoothieException thrown = assertThrows(SmoothieException.class, () -> one.open(Optional.of("x")));
            assertEquals(one.context() + " text=x true", thrown.getMessage());
            assertEquals(before, Thread.currentThread().getContextClassLoader());
        }
    }

    @Test
    void aRootMayBeThePluginItselfAndIsLoadedOnce() throws IOException {
        plugin("a", "a", "one");
        try (Plugins plugins = load(root.resolve("a"), root)) {
            assertEquals(1, plugins.discovered().size());
            assertEquals("one", plugins.offer(Role.EMBEDDER, "one").factory().name());
        }
    }

    @Test
    void hiddenDirectoriesAndFilesBesideThePluginsAreNoPlugins() throws IOException {
        plugin("a", "a", "one");
        Files.createDirectory(root.resolve(".hidden"));
        Files.writeString(root.resolve("notes.txt"), "");
        try (Plugins plugins = load(root)) {
            assertEquals(1, plugins.discovered().size());
        }
    }

    @Test
    void twoPluginsSeeTheirOwnVersionsOfOneLibrary() throws IOException {
        for (String version : List.of("1", "2")) {
            Path home = root.resolve("v" + version);
            Path library = new PluginJar(work.resolve(version)).source("lib.Library",
                    "package lib; public class Library { public static String version() { return \"%s\"; } }"
                            .formatted(version))
                    .write(home.resolve("library.jar"));
            new PluginJar(work.resolve(version)).library(library).plugin("p.Main",
                    PluginJar.offering("v" + version, "v" + version, "lib.Library.version()"))
                    .write(home.resolve("plugin.jar"));
        }
        try (Plugins plugins = load(root)) {
            assertEquals("1", plugins.offer(Role.EMBEDDER, "v1").factory().description());
            assertEquals("2", plugins.offer(Role.EMBEDDER, "v2").factory().description());
        }
    }

    @Test
    void aPluginSeesTheJdkAndTheSpiAlone() throws IOException {
        List<String> visible = List.of("dev.smoothie.spi.Plugin", "java.sql.Driver", "java.net.http.HttpClient");
        List<String> hidden = List.of("dev.smoothie.core.vectors.Embeddings", "dev.smoothie.bindings.Availability",
                "tools.jackson.core.JsonParser", "net.jqwik.api.Arbitrary", "org.junit.jupiter.api.Test",
                "dev.smoothie.spi.tck.Absent");
        new PluginJar(work).plugin("p.Main", PluginJar.offering("probe", "probe", "p.Probe.seen()"))
                .source("p.Probe", """
                        package p;
                        class Probe {
                            static String seen() {
                                StringBuilder seen = new StringBuilder();
                                for (String name : "%s".split(" ")) {
                                    try {
                                        Class.forName(name);
                                        seen.append(name).append(' ');
                                    } catch (ClassNotFoundException e) {
                                        // not seen
                                    }
                                }
                                return seen.toString();
                            }
                        }
                        """.formatted(String.join(" ", visible) + " " + String.join(" ", hidden)))
                .write(root.resolve("probe/plugin.jar"));
        try (Plugins plugins = load(root)) {
            assertEquals(visible,
                    Arrays.asList(plugins.offer(Role.EMBEDDER, "probe").factory().description().split(" ")));
        }
    }

    @Test
    void aRootThatIsNotThereIsAnError() throws IOException {
        Path absent = root.resolve("absent");
        Path file = Files.writeString(root.resolve("file"), "");
        String message = assertThrows(SmoothieException.class, () -> load(absent)).getMessage();
        assertTrue(message.contains(absent + ": it does not exist"), message);
        message = assertThrows(SmoothieException.class, () -> load(file)).getMessage();
        assertTrue(message.contains(file + ": it is not a directory"), message);
    }

    @Test
    void anUnknownEmbedderIsAnErrorWithWhatIsOnOfferAndWhatFailed() throws IOException {
        plugin("b", "b", "two");
        plugin("a", "a", "one");
        Files.createDirectory(root.resolve("empty"));
        try (Plugins plugins = load(root)) {
            assertEquals(
                    "there is no embedder 'onee'; known are: one, two; the plugin in %s did not load: there is no jar in the directory"
                            .formatted(root.resolve("empty").toRealPath()),
                    assertThrows(SmoothieException.class,
                            () -> plugins.offer(Role.EMBEDDER, "onee")).getMessage());
        }
    }

    @Test
    void anEmptyRootIsReported() throws IOException {
        try (Plugins plugins = load(root)) {
            assertEquals("there is no jar in the directory", failure(plugins, "."));
        }
    }

    @Test
    void aJarWithoutServiceFileFails() throws IOException {
        new PluginJar(work).source("p.Some", "package p; class Some {}").write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            assertEquals(
                    "its jars must declare one plugin in META-INF/services/dev.smoothie.spi.Plugin, they declare none",
                    failure(plugins, "broken"));
        }
    }

    @Test
    void twoPluginsInOneDirectoryFail() throws IOException {
        new PluginJar(work).plugin("p.One", PluginJar.offering("one", "one", "\"\"")).plugin("p.Two",
                PluginJar.offering("two", "two", "\"\"")).write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            String reason = failure(plugins, "broken");
            assertTrue(reason.endsWith("they declare [p.One, p.Two]"), reason);
        }
    }

    @Test
    void aServiceFileThatNamesNoClassFails() throws IOException {
        new PluginJar(work).service("p.Absent").write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            assertEquals("Provider p.Absent not found", failure(plugins, "broken"));
        }
    }

    @Test
    void aServiceThatIsNoPluginFails() throws IOException {
        new PluginJar(work).source("p.Main", "package p; public class Main {}").service("p.Main")
                .write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            assertEquals("p.Main not a subtype", failure(plugins, "broken"));
        }
    }

    @Test
    void aClassThatIsMissingIsNamed() throws IOException {
        Path library = new PluginJar(work.resolve("library")).source("lib.Gone", "package lib; public class Gone {}")
                .write(work.resolve("library.jar"));
        new PluginJar(work).library(library).plugin("p.Main",
                "public String name() { return new lib.Gone().toString(); }").write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            assertEquals("class lib.Gone is neither in the plugin's jars nor in the JDK nor in dev.smoothie.spi",
                    failure(plugins, "broken"));
        }
    }

    @Test
    void aCorruptJarIsNamed() throws IOException {
        plugin("broken", "broken", "broken");
        Files.writeString(root.resolve("broken/library.jar"), "this is not a jar");
        try (Plugins plugins = load(root)) {
            String reason = failure(plugins, "broken");
            assertTrue(reason.startsWith("library.jar is not a readable jar: "), reason);
        }
    }

    @Test
    void anExceptionInTheConstructorFails() throws IOException {
        assertEquals("Provider p.Main could not be instantiated: java.lang.IllegalStateException: no luck",
                failureOf("""
                        public Main() { throw new IllegalStateException("no luck"); }
                        public String name() { return "broken"; }
                        """));
    }

    @Test
    void anErrorInAStaticInitialiserFails() throws IOException {
        assertEquals("Provider p.Main could not be instantiated: a static initialiser failed:"
                + " java.lang.NumberFormatException: For input string: \"x\"", failureOf("""
                        static final int N = Integer.parseInt("x");
                        public String name() { return "broken"; }
                        """));
    }

    private String failureOfLevel(String level) throws IOException {
        new PluginJar(work).pluginOfLevel(level, "p.Main", "public String name() { return \"broken\"; }")
                .write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            return failure(plugins, "broken");
        }
    }

    @Test
    void aNewerLevelFailsAndTheProgramIsTheOlderSide() throws IOException {
        assertEquals("it is built for level 99 of the plugin interface, and this program is too old and knows levels up"
                + " to 5: use a newer Smoothie or an older version of the plugin", failureOfLevel("99"));
    }

    @Test
    void anOlderLevelFailsAndThePluginIsTheOlderSide() throws IOException {
        assertEquals("it is built for level 1 of the plugin interface and is too old, because this program"
                + " knows levels from 2 to 5: use a newer version of the plugin or build it again",
                failureOfLevel("1"));
    }

    /** At level 1 a plugin did not have to say its level. Here it is compiled against such an interface. */
    @Test
    void aPluginThatDoesNotSayItsLevelIsOfTheFirst() throws IOException {
        Path old = new PluginJar(work.resolve("old")).source("dev.smoothie.spi.Plugin",
                "package dev.smoothie.spi; public interface Plugin { default String name() { return \"\"; } }")
                .write(work.resolve("old.jar"));
        new PluginJar(work, old).service("p.Main").source("p.Main",
                "package p; public class Main implements dev.smoothie.spi.Plugin { public String name() { return \"old\"; } }")
                .write(root.resolve("broken/plugin.jar"));
        try (Plugins plugins = load(root)) {
            assertTrue(failure(plugins, "broken").startsWith("it is built for level 1 "),
                    failure(plugins, "broken"));
        }
    }

    @Test
    void optionsThatCannotBeToldApartFail() throws IOException {
        String body = """
                public String name() { return "broken"; }
                public List<EmbedderFactory> embedders() { return List.of(new EmbedderFactory() {
                    public String name() { return "broken"; }
                    public String description() { return ""; }
                    public List<Option<?>> options() { return List.of(%s); }
                    public Embedder open(PluginContext context, Options options) { return null; }
                }); }
                """;
        assertEquals("its embedder 'broken' declares the option 'a' twice",
                failureOf(body.formatted("Option.text(\"a\", \"\"), Option.flag(\"a\", \"\")")));
        assertEquals("its embedder 'broken' declares two positional options", failureOf(body
                .formatted("Option.text(\"a\", \"\").positional(), Option.flag(\"b\", \"\").positional()")));
    }

    @Test
    void optionsAreReadByWhatTheFactoryDeclares() throws IOException {
        plugin("a", "a", "one");
        try (Plugins plugins = load(root)) {
            Offer<EmbedderFactory, Embedder> one = plugins.offer(Role.EMBEDDER, "one");
            assertEquals("embedder 'one': there is no option 'txet'; known are: text (a text)",
                    assertThrows(SmoothieException.class, () -> one.open(Optional.of("txet=x"))).getMessage());
            assertEquals("embedder 'one': the option 'text' must be a text; known are: text (a text)",
                    assertThrows(SmoothieException.class, () -> one.open(Map.of("text", List.of()))).getMessage());
        }
    }

    /** An exception while opening is reported as a failure of the plugin. */
    @Test
    void anExceptionOfTheFactoryNamesThePlugin() throws IOException {
        new PluginJar(work)
                .plugin("p.Main",
                        """
                                public String name() { return "p"; }
                                public List<EmbedderFactory> embedders() { return List.of(new EmbedderFactory() {
                                    public String name() { return "p"; }
                                    public String description() { return ""; }
                                    public Embedder open(PluginContext context, Options options) { throw new IllegalStateException("x"); }
                                }); }
                                """)
                .write(root.resolve("p/plugin.jar"));
        try (Plugins plugins = load(root)) {
            String message = assertThrows(SmoothieException.class,
                    () -> plugins.offer(Role.EMBEDDER, "p").open(Optional.empty())).getMessage();
            assertEquals(
                    "embedder 'p' failed when asked to open, which is a fault of its plugin in %s: java.lang.IllegalStateException: x; choose another --embedder, or another version of the plugin"
                            .formatted(root.resolve("p").toRealPath()),
                    message);
        }
    }

    @Test
    void namesThatAreNoNamesFail() throws IOException {
        assertEquals("the plugin name '../x' is not made of lower case letters, digits and hyphens",
                failureOf("public String name() { return \"../x\"; }"));
        assertEquals("the embedder name 'A:B' is not made of lower case letters, digits and hyphens",
                failureOf(PluginJar.offering("broken", "A:B", "\"\"")));
        assertEquals("the plugin name 'null' is not made of lower case letters, digits and hyphens",
                failureOf("public String name() { return null; }"));
    }

    @Test
    void theFirstOfTwoPluginsOfOneNameHasIt() throws IOException {
        plugin("a", "same", "one");
        plugin("b", "same", "two");
        try (Plugins plugins = load(root)) {
            assertEquals("a plugin named 'same' is already loaded from " + root.resolve("a").toRealPath(),
                    failure(plugins, "b"));
            assertEquals(1, plugins.offers(Role.EMBEDDER).size());
        }
    }

    @Test
    void theFirstOfTwoEmbeddersOfOneNameHasIt() throws IOException {
        plugin("a", "a", "same");
        plugin("b", "b", "same");
        try (Plugins plugins = load(root.resolve("b"), root.resolve("a"))) {
            assertEquals(
                    "an embedder named 'same' is already offered by the plugin in " + root.resolve("b").toRealPath(),
                    failure(plugins, "a"));
        }
    }

    @Test
    void closingClosesTheJars() throws IOException {
        plugin("a", "a", "one");
        Plugins plugins = load(root);
        ClassLoader loader = plugins.offer(Role.EMBEDDER, "one").factory().getClass().getClassLoader();
        plugins.close();
        assertEquals(null, loader.getResource("p/Main.class"));
        assertThrows(SmoothieException.class, () -> plugins.offer(Role.EMBEDDER, "one"));
    }

    @Test
    @SuppressWarnings("UnusedVariable") // what is assigned is let go of
    void closingUnloadsTheClasses() throws Exception {
        plugin("a", "a", "one");
        Plugins plugins = load(root);
        var loader = new WeakReference<>(((GuardedFactory<?>) plugins.offer(Role.EMBEDDER, "one").factory()).factory
                .getClass().getClassLoader());
        assertTrue(loader.get() != null, "loaded");
        plugins.close();
        for (int round = 0; round < 100 && loader.get() != null; round++) {
            System.gc();
            Thread.sleep(10);
        }
        assertEquals(null, loader.get());
        assertEquals(List.of(), plugins.discovered());
    }
}
