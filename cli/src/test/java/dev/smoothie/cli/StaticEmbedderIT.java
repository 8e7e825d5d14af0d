package dev.smoothie.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The static embedder of the assembled distribution. Its table is made here, in the build's own cache, where the guides
 * find it later; that takes a minute or two.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StaticEmbedderIT {

    private static final Path CACHE = Path.of(System.getenv("SMOOTHIE_CACHE"));
    private static final String EXAMPLE = Launched.HOME.resolve("examples/questions.jsonl").toString();

    @TempDir
    Path work;

    private Launched smoothie(String javaOptions, String... arguments) throws Exception {
        return Launched.smoothie(work, Map.of("SMOOTHIE_CACHE", CACHE.toString(), "SMOOTHIE_JAVA_OPTS", javaOptions),
                List.of(arguments));
    }

    @Test
    @Order(1)
    void ofTwoFirstUsesOneMakesTheTable() throws Exception {
        Callable<Launched> use = () -> smoothie("", "score", EXAMPLE, "--embedder", "static", "--embed-on", "cpu");
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Future<Launched>> both = two.invokeAll(List.of(use, use));
            Launched first = both.get(0).get().good();
            Launched second = both.get(1).get().good();
            assertEquals(first.out(), second.out());
            assertFalse(first.err().contains("made its table") && second.err().contains("made its table"));
            assertTrue(first.err().contains("bge-small-en-v1.5 (static, table "), first.err());
        }
    }

    @Test
    @Order(2)
    void thenNothingOfTheNetworkIsLoaded() throws Exception {
        Path classes = work.resolve("classes.log");
        Launched result = smoothie("-Xlog:class+load=info:file=" + classes, "embed", EXAMPLE, "--embedder", "static",
                "--generations", "l.npy").good();
        assertFalse(result.err().contains("its table"), result.err());
        String loaded = Files.readString(classes);
        assertTrue(loaded.contains("dev.smoothie.plugin.onnx.StaticTable"));
        for (String network : List.of("ai.onnxruntime", "ai.djl", "dev.smoothie.plugin.onnx.NativeLibraries",
                "com.google.gson")) {
            assertFalse(loaded.contains(network), network);
        }
        Folder.Array vectors = new Folder(work).npy("l.npy");
        assertEquals("(26, 5, 256)", vectors.shape());
        double squares = 0;
        for (int i = 0; i < 256; i++) {
            squares += (double) vectors.values()[i] * vectors.values()[i];
        }
        assertEquals(1, squares, 1e-6);
    }
}
