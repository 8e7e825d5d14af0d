package dev.smoothie.plugin.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Tests that any sentence-transformers directory can be used: the real graph under configurations of our own, compared
 * with a run of our own.
 */
class DirectoryEmbedderTest {

    /** In the vocabulary of uncased BERT. */
    private static final String TEXT = "hello world";
    private static final long[][] IDS = {{101, 7592, 2088, 102}};
    private static final int DIMENSION = 384;

    @TempDir
    Path directory;

    /** Deletes links that lead out of the directory, because JUnit warns about them. */
    @AfterEach
    void unlink() throws IOException {
        Files.deleteIfExists(directory.resolve("model.onnx"));
        Files.deleteIfExists(directory.resolve("tokenizer.json"));
    }

    @Test
    void poolsTokensAsTheFileSays() throws IOException, OrtException {
        BundledModel.bare(directory);
        float[] mean = embedBy("mean_tokens");
        float[] max = embedBy("max_tokens");
        float[] cls = embedBy("cls_token");
        float[][] tokens = tokenVectors();
        for (int d = 0; d < DIMENSION; d++) {
            double sum = 0;
            float largest = Float.NEGATIVE_INFINITY;
            for (float[] token : tokens) {
                sum += token[d];
                largest = Math.max(largest, token[d]);
            }
            assertEquals(sum / tokens.length, mean[d], 1e-5);
            assertEquals(largest, max[d], 1e-5);
            assertEquals(tokens[0][d], cls[d], 1e-5);
        }
    }

    @Test
    void normalisesWhereModulesSaySo() throws IOException {
        BundledModel.bare(directory);
        float[] raw = embed();
        BundledModel.write(directory, "modules.json", modules("Transformer", "Pooling"));
        assertArrayEquals(raw, embed());
        BundledModel.write(directory, "modules.json", modules("Transformer", "Pooling", "Normalize"));
        float[] unit = embed();

        double length = 0;
        for (float component : raw) {
            length += (double) component * component;
        }
        length = Math.sqrt(length);
        assertTrue(Math.abs(length - 1) > 0.1, "the model's own vectors have length " + length);
        for (int d = 0; d < DIMENSION; d++) {
            assertEquals(raw[d] / length, unit[d], 1e-6);
        }
    }

    @Test
    void cutsAtTheConfiguredLength() throws IOException {
        BundledModel.write(BundledModel.bare(directory), "sentence_bert_config.json", "{\"max_seq_length\": 4}");
        try (Embedder embedder = BundledModel.open(directory)) {
            assertEquals(4, embedder.embed(List.of("one two three four")).tokens());
            assertEquals(1, embedder.embed(List.of("one two three four", "one two")).truncated());
            assertArrayEquals(embedder.embed(List.of("one two")).vectors()[0],
                    embedder.embed(List.of("one two three four")).vectors()[0]);
        }
    }

    @Test
    void aModuleThatWouldBeSkippedIsAnError() throws IOException {
        BundledModel.write(BundledModel.bare(directory), "modules.json", modules("Transformer", "Pooling", "Dense"));
        assertFails("[Dense]", "sentence_embedding");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertFails("model.onnx", "onnx/model.onnx", directory.toString());
        Files.createSymbolicLink(directory.resolve("model.onnx"), BundledModel.DIRECTORY.resolve("model.onnx"));
        assertFails("tokenizer.json", directory.toString());
    }

    @Test
    void aDirectoryThatIsNoneIsNamed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        String message = assertThrows(SmoothieException.class, () -> BundledModel.open(file)).getMessage();
        assertTrue(message.contains(file + " is not a directory but a file"), message);
        Path nothing = directory.resolve("nothing");
        message = assertThrows(SmoothieException.class, () -> BundledModel.open(nothing)).getMessage();
        assertTrue(message.contains(nothing + " is not a directory: nothing is there"), message);
    }

    @Test
    void anArgumentThatIsNoPathIsAnError() {
        for (String argument : List.of("", " ", "a\0b")) {
            assertThrows(SmoothieException.class, () -> BundledModel.open(argument));
        }
    }

    @Test
    void aDamagedModelOrTokenizerIsNamed() throws IOException {
        BundledModel.bare(directory);
        Path model = directory.resolve("model.onnx");
        Files.delete(model);
        for (byte[] damaged : List.of(new byte[0], "not a model".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(Files.readAllBytes(BundledModel.DIRECTORY.resolve("model.onnx")), 1_000_000))) {
            Files.write(model, damaged);
            assertFails(model.toString());
        }
        Path tokenizer = directory.resolve("tokenizer.json");
        Files.delete(tokenizer);
        for (String damaged : List.of("", "{", "[]", "{\"model\": {\"type\": \"Unheard\"}}")) {
            Files.writeString(tokenizer, damaged);
            assertFails(tokenizer.toString());
        }
    }

    private float[] embedBy(String mode) throws IOException {
        BundledModel.write(directory, "1_Pooling/config.json", "{\"pooling_mode_%s\": true}".formatted(mode));
        return embed();
    }

    private float[] embed() {
        try (Embedder embedder = BundledModel.open(directory)) {
            return embedder.embed(List.of(TEXT)).vectors()[0];
        }
    }

    private void assertFails(String... parts) {
        String message = assertThrows(SmoothieException.class, () -> BundledModel.open(directory)).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private static String modules(String... names) {
        StringBuilder json = new StringBuilder("[");
        for (String name : names) {
            json.append(json.length() > 1 ? "," : "").append("{\"type\": \"sentence_transformers.models.")
                    .append(name).append("\"}");
        }
        return json.append("]").toString();
    }

    /** The graph's own output for {@link #TEXT}, by a plain call. */
    private float[][] tokenVectors() throws OrtException {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(directory.resolve("model.onnx").toString(), options);
                OnnxTensor ids = OnnxTensor.createTensor(environment, IDS);
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][]{{1, 1, 1, 1}});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][4]);
                OrtSession.Result result = session
                        .run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return ((float[][][]) result.get("last_hidden_state").orElseThrow().getValue())[0];
        }
    }
}
