package dev.smoothie.pipeline.encoders;

import dev.smoothie.bindings.Availability;
import dev.smoothie.core.encoding.EncoderModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that are broken, or hold another architecture, are answered with a reason in one line that names the file. */
class BrokenEncoderFilesTest {
    private static final String QUERY = "encoder.layer.1.attention.self.query";

    private final RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());

    @TempDir
    Path folder;
    private Path tensors;
    private Path graph;

    @BeforeEach
    void write() throws IOException {
        encoder.write(folder, RandomGraph.Form.CURRENT);
        tensors = folder.resolve("model.safetensors");
        graph = folder.resolve("model.onnx");
    }

    private Availability<EncoderModel> read(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            return EncoderFiles.read(file, EncoderFacts.NONE, arena);
        }
    }

    private String reason(Path file) {
        var absent = assertInstanceOf(Availability.Absent.class, read(file));
        String reason = absent.reason();
        assertFalse(reason.contains("\n"), reason);
        assertTrue(reason.contains(folder.toString()), reason);
        return reason.replace(folder + "/", "");
    }

    private void rewrite(Map<String, Tensor> changed) throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>(encoder.tensors());
        changed.forEach((name, tensor) -> {
            if (tensor.values().length == 0) {
                all.remove(name);
            } else {
                all.put(name, tensor);
            }
        });
        var other = new RandomEncoder(encoder.spec(), all);
        other.writeSafetensors(tensors, "");
    }

    private static Tensor none() {
        return Tensor.random(new Random(1), 0, 1, 0);
    }

    private static Tensor of(Integer... shape) {
        return Tensor.random(new Random(1), 0, 1, shape);
    }

    @Test
    void aMissingWeightIsNamed() throws IOException {
        rewrite(Map.of(QUERY + ".bias", none()));
        assertEquals("model.safetensors: no encoder.layer.1.attention.self.query.bias; it has "
                + "embeddings.LayerNorm.bias, embeddings.LayerNorm.weight, embeddings.position_embeddings.weight, "
                + "embeddings.token_type_embeddings.weight and 32 more", reason(tensors));
        rewrite(Map.of("embeddings.word_embeddings.weight", none()));
        assertTrue(reason(tensors).startsWith("model.safetensors: no embeddings.word_embeddings.weight; it has "));
    }

    @Test
    void aWrongShapeIsNamedWithTheOneExpected() throws IOException {
        rewrite(Map.of(QUERY + ".weight", of(64, 32)));
        assertEquals("model.safetensors: encoder.layer.1.attention.self.query.weight has the shape [64, 32], "
                + "expected [64, 64] as the word table and the first layer ask for", reason(tensors));
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder.relative_attention_bias.weight", "encoder.rel_embeddings.weight",
            "encoder.layer.0.mlp.gated_layers.weight", "encoder.layer.0.attention.ln.weight",
            "encoder.layer.0.attention.self.distance_embedding.weight"})
    void aWeightThatBertHasNotIsRefused(String name) throws IOException {
        rewrite(Map.of(name, of(4, 4)));
        assertEquals("model.safetensors: not a plain BERT encoder: it also has " + name, reason(tensors));
    }

    @ParameterizedTest
    @CsvSource({"gelu, gelu_new, hidden_act", "gelu, silu, hidden_act", "absolute, relative_key, "
            + "position_embedding_type", "'\"bert\"', '\"mpnet\"', model_type"})
    void anotherConfigurationIsRefused(String was, String is, String key) throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, encoder.configuration().replace(was, is));
        String reason = reason(graph);
        assertTrue(reason.startsWith("config.json: %s is %s; supported is ".formatted(key, is.replace("\"", ""))),
                reason);
    }

    @Test
    void whatFilesSayMustAgree() throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, encoder.configuration().replace("attention_heads\": 2", "attention_heads\": 4"));
        assertEquals("model.onnx: the model has 2 attention heads, but config.json says 4 attention heads",
                reason(graph).replace(folder + "/", ""));
        Files.writeString(config, encoder.configuration().replace("E-12", "E-5"));
        assertTrue(reason(graph).contains("has an epsilon of"), () -> reason(graph));
        Files.writeString(config, encoder.configuration().replace("layers\": 2", "layers\": 3"));
        assertTrue(reason(graph).startsWith("config.json: num_hidden_layers is 3, but the weights in "),
                () -> reason(graph));
    }

    @Test
    void whatNothingSaysIsAskedFor() throws IOException {
        Files.delete(folder.resolve("config.json"));
        assertEquals("model.safetensors: nothing says the number of attention heads, the epsilon of the layer "
                + "normalisations, the first token's position", reason(tensors));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tanh", "Relu", "Sigmoid"})
    void anotherActivationIsRefused(String activation) throws IOException {
        Files.write(graph, new RandomGraph(encoder, RandomGraph.Form.DECOMPOSED, activation).toBytes());
        assertEquals("model.onnx: the activation between encoder.layer.0.intermediate.dense and "
                + "encoder.layer.0.output.dense is [%s]; supported is the GELU by Erf".formatted(activation),
                reason(graph));
    }

    @Test
    void aGraphThatAnOptimiserRewroteIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(graph);
        replace(bytes, "MatMul", "FusedM");
        Files.write(graph, bytes);
        assertTrue(reason(graph).startsWith("model.onnx: encoder.layer.0.attention.self.query is used by "),
                () -> reason(graph));
    }

    @Test
    void aFileThatEndsTooEarlyIsAReasonWhereverItEnds() throws IOException {
        for (Path file : new Path[]{tensors, graph}) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length += length < 2000 ? 7 : 9973) {
                Files.write(file, Arrays.copyOf(whole, length));
                reason(file);
            }
        }
    }

    @Test
    void externalDataMustLieBesideTheGraph() throws IOException {
        encoder.write(folder, RandomGraph.Form.EXTERNAL);
        byte[] bytes = Files.readAllBytes(graph);
        Files.write(folder.resolve(RandomGraph.DATA), new byte[100]);
        assertTrue(reason(graph).startsWith("model.onnx.data: encoder.layer.0.attention.self.query.weight ought to be "
                + "16,384 bytes from byte 0 on, but the file has 100 bytes"), () -> reason(graph));
        replace(bytes, RandomGraph.DATA, "../../etc/pass.");
        Files.write(graph, bytes);
        assertEquals("model.onnx: the data of encoder.layer.0.attention.self.query.weight ought to be in "
                + "\"../../etc/pass.\", which is not the name of a file beside it", reason(graph));
    }

    @Test
    void bytesThatAreChangedNeverLeadAstray() throws IOException {
        var random = new Random(5);
        for (Path file : new Path[]{tensors, graph}) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 300; i++) {
                byte[] changed = whole.clone();
                for (int flip = 0; flip < 4; flip++) {
                    changed[random.nextInt(file.equals(tensors) ? 4000 : changed.length)] = (byte) random.nextInt();
                }
                Files.write(file, changed);
                read(file);
            }
        }
    }

    @Test
    void aHeaderOfAnyLengthIsNotBelieved() throws IOException {
        Files.write(tensors, new byte[]{-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});
        assertEquals("model.safetensors: not a .safetensors file: its header ought to have 9223372036854775807 bytes",
                reason(tensors));
        Files.write(tensors, new byte[]{50, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        assertEquals("model.safetensors: the header ought to be 50 bytes from byte 8 on, but the file has 10 bytes",
                reason(tensors));
        byte[] json = "{\"embeddings.word_embeddings.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[9223372036854775800,9223372036854775807]}}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[8 + json.length];
        file[0] = (byte) json.length;
        System.arraycopy(json, 0, file, 8, json.length);
        Files.write(tensors, file);
        reason(tensors);
    }

    @Test
    void onlyFilesOfTheseKindsAreRead() throws IOException {
        Path other = Files.writeString(folder.resolve("pytorch_model.bin"), "PK");
        assertEquals("pytorch_model.bin: neither .safetensors nor .onnx", reason(other));
        assertEquals("gone.onnx: no such file", reason(folder.resolve("gone.onnx")));
    }

    /** Replaces a text of the same length everywhere. */
    private static void replace(byte[] bytes, String was, String is) {
        byte[] from = was.getBytes(StandardCharsets.US_ASCII);
        byte[] to = is.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + from.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, bytes, i, to.length);
            }
        }
    }
}
