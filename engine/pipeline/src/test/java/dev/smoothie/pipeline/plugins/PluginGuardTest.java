package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.tck.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What plugins do wrong, with plugins that really do it. */
class PluginGuardTest {

    @TempDir
    Path work;

    @TempDir
    Path root;

    /** An embedder of two numbers whose methods begin with the code that is given for them. */
    private Plugins plugins(String method, String code) throws IOException {
        String body = """
                public String name() { return "bad"; }
                public List<EmbedderFactory> embedders() { return List.of(new Factory()); }
                static class Factory implements EmbedderFactory {
                    public String name() { return "bad"; }
                    public String description() { return ""; }
                    public Embedder open(PluginContext context, Options options) { /*open*/ return new Bad(); }
                }
                static class Bad implements Embedder {
                    public String model() { /*model*/ return "bad"; }
                    public int dimension() { /*dimension*/ return 2; }
                    public int concurrency() { /*concurrency*/ return 1; }
                    public int batchSize() { /*batchSize*/ return 8; }
                    public EmbeddedBatch embed(List<String> texts) {
                        float[][] vectors = new float[texts.size()][2];
                        /*embed*/
                        return EmbeddedBatch.of(vectors);
                    }
                    public void close() { /*close*/ }
                    static void deep() { deep(); }
                }
                """.replace("/*" + method + "*/", code);
        new PluginJar(work).plugin("p.Main", body).write(root.resolve("bad/plugin.jar"));
        return Plugins.load(List.of(root), new PluginSettings(root.resolve("cache"), 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "open | if (true) return null; | it answered null",
            "open | if (true) throw new NoSuchMethodError(\"gone()\"); | compiled against another version",
            "open | if (true) throw new SmoothieException(null); | fault of its plugin",
            "open | Bad.deep(); | StackOverflowError",
            "model | if (true) return null; | model() returned null",
            "dimension | if (true) return 0; | its dimension is 0",
            "concurrency | if (true) return -1; | its concurrency is -1",
            "batchSize | if (true) return 0; | its batch size is 0",
            "embed | if (true) return null; | it answered null",
            "embed | vectors[1] = null; | it returned null as the vector of the text 'two'",
            "embed | vectors[1] = new float[3]; | it returned 3 numbers",
            "embed | vectors[1][1] = Float.NaN; | is NaN",
            "embed | vectors = new float[1][2]; | it returned 1 vectors",
            "embed | if (true) throw new Error(\"odd\"); | java.lang.Error: odd",
            "close | if (true) throw new IllegalStateException(\"late\"); | late"})
    void isOneMessageThatNamesThePluginAndItsFolder(String method, String code, String reason) throws IOException {
        try (Plugins plugins = plugins(method, code)) {
            String message = assertThrows(SmoothieException.class, () -> {
                try (Embedder embedder = plugins.offer(Role.EMBEDDER, "bad").open(Optional.empty())) {
                    embedder.embed(List.of("one", "two"));
                }
            }).getMessage();
            assertTrue(message.startsWith("embedder 'bad' failed when asked to "), message);
            assertTrue(message.contains(root.resolve("bad").toRealPath().toString()), message);
            assertTrue(message.contains(reason), message);
            assertTrue(message.endsWith(Role.EMBEDDER.remedy()), message);
        }
    }

    @Test
    void aPluginThatDoesNotReturnIsGivenUp() {
        ClassLoader loader = getClass().getClassLoader();
        var guard = new PluginGuard("embedder 'slow'", loader, root, "wait");
        String message = assertThrows(SmoothieException.class,
                () -> guard.callWithin(new TimeLimit(1), "open", () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return "";
                })).getMessage();
        assertTrue(message.contains("it has not returned after 1 s"), message);
        assertTrue(message.contains(TimeLimit.VARIABLE), message);
    }

    @Test
    void theTimeLimitIsAWholeNumberOfSeconds() {
        assertEquals(20, TimeLimit.of(null, 20).seconds());
        assertEquals(3, TimeLimit.of("3", 20).seconds());
        assertThrows(SmoothieException.class, () -> TimeLimit.of("0", 20));
        assertThrows(SmoothieException.class, () -> TimeLimit.of("soon", 20));
    }
}
