package dev.smoothie.cli;

import dev.smoothie.core.cards.CudaOnDouble;
import dev.smoothie.pipeline.encoders.EncoderSpec;
import dev.smoothie.pipeline.encoders.RandomEncoder;
import dev.smoothie.pipeline.encoders.RandomGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests the example plugin as a stranger builds and uses it: its one command in a fresh checkout, and the assembled
 * distribution with the result. The checkout is a copy of the sources that the command needs. Its Maven starts with an
 * empty repository, and takes what it needs from the one that this build uses before it asks Maven Central.
 */
class PluginExampleIT {
    private static final String PLUGIN = "cli/examples/plugin";

    @TempDir
    static Path work;

    private static Launched smoothie(String... args) throws Exception {
        return smoothie(Launched.withoutCard(work), args);
    }

    private static Launched smoothie(Map<String, String> environment, String... args) throws Exception {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--plugin-dir", work.resolve(PLUGIN).resolve("target/plugin").toString()));
        return Launched.smoothie(work, environment, all);
    }

    /**
     * Copies the poms of all modules, the sources of the published ones, and the example, without anything that was
     * built.
     */
    private static void checkout(Path to) throws IOException {
        Path from = Path.of("..").toRealPath();
        try (Stream<Path> files = Files.find(from, 12, (_, attributes) -> attributes.isRegularFile())) {
            for (Path file : files.map(from::relativize).filter(PluginExampleIT::needed).toList()) {
                Files.createDirectories(to.resolve(file).getParent());
                Files.copy(from.resolve(file), to.resolve(file));
            }
        }
    }

    private static boolean needed(Path file) {
        for (Path part : file) {
            if (part.toString().equals("target")) {
                return false;
            }
        }
        return file.endsWith("pom.xml") || file.startsWith("spi") || file.startsWith(PLUGIN) || file.startsWith(".mvn");
    }

    @BeforeAll
    static void build() throws Exception {
        checkout(work);
        Path settings = OutsideMaven.settings(work);
        // Global settings, so that a proxy or a mirror in the user's own settings still counts.
        Launched result = Launched.of(work, Map.of(),
                List.of(work.resolve(PLUGIN).resolve("build.sh").toString(), "-gs", settings.toString()));
        assertEquals(0, result.code(), result.out() + result.err());
        for (String contract : List.of("ngrams.NgramEmbedderContractTest", "bert.BertEmbedderContractTest")) {
            assertTrue(result.out().contains("in org.example." + contract), result.out());
        }
    }

    @Test
    void pluginsListsItWithItsOptions() throws Exception {
        Launched result = smoothie("plugins");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("""
                  embedder ngrams: hashed n-grams of characters; no model, no download
                    n (a whole number from 1 to 16, default 3): characters in an n-gram
                    dimension (a whole number from 1 to 65536, default 512): length of the vectors
                    seed (a whole number of at least 0, default 0): another one hashes otherwise
                  embedder bert: a BERT of your own, from a directory
                    model (a path, required): directory with model.safetensors, config.json and vocab.txt
                """), result.out());
    }

    @Test
    void itRoutes() throws Exception {
        Path questions = Launched.HOME.resolve("examples/questions.jsonl");
        Launched result = smoothie("route", questions.toString(), "--embedder", "ngrams:4,dimension=1024",
                "--neighbors",
                "3");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("embedder: hashed 4-grams, seed 0; 155 texts"), result.err());
        assertEquals(Files.readAllLines(questions).stream().map(line -> Json.of(line).get("id").text()).toList(),
                result.out().lines().map(line -> Json.of(line).get("id").text()).toList());
    }

    @Test
    void optionsThatDoNotFitAreRefused() throws Exception {
        Launched result = smoothie("route", Launched.HOME.resolve("examples/questions.jsonl").toString(), "--embedder",
                "ngrams:dimension=none");
        assertTrue(result.code() != 0 && result.err().contains("the option 'dimension' must be a whole number from 1"),
                result.code() + result.err());
    }

    /** A model for the plugin's {@code bert}, and texts of its words. */
    private static Folder model() throws IOException {
        EncoderSpec spec = EncoderSpec.small();
        Path model = work.resolve("model");
        RandomEncoder.of(spec).write(model, RandomGraph.Form.CURRENT);
        Files.write(model.resolve("vocab.txt"), Stream.concat(Stream.of("[UNK]", "[CLS]", "[SEP]"),
                IntStream.range(3, spec.vocabulary()).mapToObj(word -> "word" + word)).toList());
        String words = IntStream.range(3, 60).mapToObj(word -> "word" + word).collect(Collectors.joining(" "));
        return new Folder(work).file("texts.jsonl", """
                {"input": "word3 word4", "generations": {"ant": "", "bee": "word5", "cat": "Word6 unknown word7"}}
                {"input": "word5", "generations": {"ant": "%s", "bee": "word5 word6", "cat": "word9 word6"}}
                """.formatted(words));
    }

    private static Launched embed(Folder folder, Map<String, String> environment, String place) throws Exception {
        return smoothie(environment, folder.arguments(
                "embed $/texts.jsonl --generations $/%s.npy --embedder bert:$/model --embed-on %<s".formatted(place)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theCardRunsItsModel(boolean hopper) throws Exception {
        Map<String, String> card = CudaOnDouble.environment(hopper, 64, 32).orElse(null);
        assumeTrue(card != null, "no compilers for a double of CUDA here");
        Folder folder = model();
        embed(folder, Launched.withoutCard(work), "cpu").good();
        Launched run = embed(folder, card, "card").good();
        assertTrue(run.err().contains("embedding: on the card "), run.err());
        assertTrue(run.err().matches("(?s).*embedder: model, on the card; 6 texts.* tokens/s.*"), run.err());
        double cosine = folder.npy("cpu.npy").leastCosine(folder.npy("card.npy"), 64);
        assertTrue(cosine >= 0.9999, () -> "cosine " + cosine);
    }

    @Test
    void withoutACardItRunsOnTheProcessor() throws Exception {
        Folder folder = model();
        Launched asked = embed(folder, Launched.withoutCard(work), "card");
        assertEquals(1, asked.code());
        assertTrue(asked.err().contains("backend cuda is not available: there is no "), asked.err());
        Launched free = embed(folder, Launched.withoutCard(work), "auto").good();
        assertFalse(free.err().contains("card") || free.err().contains("embedding:"), free.err());
        embed(folder, Launched.withoutCard(work), "cpu").good();
        assertArrayEquals(folder.npy("cpu.npy").values(), folder.npy("auto.npy").values());
    }

    /** The distribution must not depend on whether the example has been built in its checkout. */
    @Test
    void theDistributionHasItsSourcesAlone() throws IOException {
        Path example = Launched.HOME.resolve("examples/plugin");
        try (Stream<Path> files = Files.list(example)) {
            assertEquals(List.of("pom.xml", "src"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
