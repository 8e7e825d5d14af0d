package dev.smoothie.cli;

import dev.smoothie.core.cards.CudaOnDouble;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.pipeline.encoders.EncoderFacts;
import dev.smoothie.pipeline.encoders.EncoderFiles;
import dev.smoothie.pipeline.encoders.EncoderSpec;
import dev.smoothie.pipeline.encoders.EncoderSpec.Family;
import dev.smoothie.pipeline.encoders.RandomEncoder;
import dev.smoothie.pipeline.encoders.RandomGraph;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Models of the bundled embedder on a double of a card, from the command line, against ONNX Runtime on the processor:
 * nothing here has been tested on a GPU.
 */
class EncoderOnCardIT {
    private static final int POSITIONS = 40;

    @TempDir
    Path work;

    private static Map<String, String> card(boolean hopper, int hidden, int head) {
        Map<String, String> environment = CudaOnDouble.environment(hopper, hidden, head).orElse(null);
        assumeTrue(environment != null, "no compilers for a double of CUDA here");
        return environment;
    }

    /** Writes samples with words, of all lengths up to more than a model reads, and an empty one. */
    private void samples(int count) {
        var random = new Random(11);
        new Folder(work).file("samples.jsonl", IntStream.range(0, count).mapToObj(sample -> """
                {"id": "%d", "input": "%s", "generations": {"ant": "%s", "bee": "%s", "cat": "%s"}}
                """.formatted(sample, words(random, 8), words(random, 4), sample == 0 ? "" : words(random, 20),
                words(random, sample == 1 ? POSITIONS : 12))).collect(Collectors.joining()));
    }

    private static String words(Random random, int count) {
        return IntStream.range(0, count).mapToObj(_ -> random.ints(1 + random.nextInt(4), 'a', 'z' + 1)
                .mapToObj(Character::toString).collect(Collectors.joining())).collect(Collectors.joining(" "));
    }

    private Launched smoothie(Map<String, String> environment, String line) throws Exception {
        return Launched.smoothie(work, environment, List.of(new Folder(work).arguments(line))).good();
    }

    private Folder.Array embed(Map<String, String> environment, String options) throws Exception {
        Launched run = smoothie(environment, "embed $/samples.jsonl --generations $/l.npy " + options);
        boolean onCard = options.contains("--embed-on card");
        assertEquals(onCard, run.err().contains("embedding: on the card "), run.err());
        assertEquals(onCard, run.err().contains(", on the card; "), run.err());
        assertTrue(run.err().contains(" tokens/s"), run.err());
        return new Folder(work).npy("l.npy");
    }

    private static void requireClose(int hidden, Folder.Array expected, Folder.Array found) {
        assertEquals(expected.shape(), found.shape());
        double cosine = expected.leastCosine(found, hidden);
        assertTrue(cosine >= 0.9999, () -> "cosine " + cosine);
    }

    @ParameterizedTest
    @CsvSource({"BERT,384", "XLM_ROBERTA,768"})
    void vectorsAreThoseOfOnnxRuntime(Family family, int hidden) throws Exception {
        samples(3);
        int heads = 12;
        RandomEncoder.of(new EncoderSpec(family, hidden, heads, 2, hidden, 300, POSITIONS, 3))
                .write(work.resolve("model"), RandomGraph.Form.CURRENT);
        Folder.Array expected = embed(Launched.withoutCard(work), "--embed-on cpu --embedder onnx:$/model");
        Folder.Array ofTensors = embed(card(false, hidden, hidden / heads), "--embed-on card --embedder onnx:$/model");
        requireClose(hidden, expected, ofTensors);
        Files.delete(work.resolve("model/model.safetensors"));
        Folder.Array ofGraph = embed(card(true, hidden, hidden / heads), "--embed-on card --embedder onnx:$/model");
        requireClose(hidden, expected, ofGraph);
    }

    @Test
    void routesAreTheSame() throws Exception {
        samples(20);
        RandomEncoder.of(EncoderSpec.small()).write(work.resolve("model"), RandomGraph.Form.CURRENT);
        String route = "route $/samples.jsonl --neighbors 5 --embedder onnx:$/model --embed-on ";
        List<String> expected = routes(smoothie(Launched.withoutCard(work), route + "cpu"));
        assertEquals(20, expected.size());
        assertTrue(expected.stream().distinct().count() > 1, expected::toString);
        assertEquals(expected, routes(smoothie(card(false, 64, 32), route + "card")));
    }

    private static List<String> routes(Launched run) {
        return run.out().lines().map(line -> Json.of(line).get("model").text()).toList();
    }

    @Test
    void theBundledModelIsOneForACard() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Path graph = Launched.HOME.resolve("plugins/onnx/model/model.onnx");
            EncoderModel model = EncoderFiles.read(graph, EncoderFacts.NONE, arena).toOptional().orElseThrow();
            assertEquals(new EncoderShape(384, 12, 1536, 30_522, 512), model.weights().shape());
            assertEquals(List.of(12, 0), List.of(model.heads(), model.firstPosition()));
        }
    }
}
