package dev.smoothie.pipeline.encoders;

import dev.smoothie.bindings.Availability;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.EncoderWeights.Dense;
import dev.smoothie.core.encoding.EncoderWeights.Norm;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.WeightTensor;
import dev.smoothie.core.testing.ReferenceEncoder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/** Random encoders, written as every kind of file, are read back to the same weights. */
class EncoderFilesTest {
    private final Arena arena = Arena.ofShared();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        arena.close();
    }

    private EncoderModel read(Path file) {
        Availability<EncoderModel> found = EncoderFiles.read(file, EncoderFacts.NONE, arena);
        return found.toOptional().orElseThrow(() -> new AssertionError(found));
    }

    @ParameterizedTest
    @EnumSource(EncoderSpec.Family.class)
    void safetensorsAreReadBack(EncoderSpec.Family family) throws IOException {
        RandomEncoder encoder = RandomEncoder.of(spec(family));
        encoder.write(folder, RandomGraph.Form.CURRENT);
        requireSame(encoder, read(folder.resolve("model.safetensors")));
    }

    @ParameterizedTest
    @EnumSource(EncoderSpec.Family.class)
    void graphsAreReadBack(EncoderSpec.Family family) throws IOException {
        RandomEncoder encoder = RandomEncoder.of(spec(family));
        for (RandomGraph.Form form : List.of(RandomGraph.Form.CURRENT, RandomGraph.Form.DECOMPOSED,
                RandomGraph.Form.EXTERNAL, RandomGraph.Form.GEMM)) {
            encoder.write(folder, form);
            requireSame(encoder, read(folder.resolve("model.onnx")));
            // The graph says the rest by itself.
            Files.delete(folder.resolve("config.json"));
            requireSame(encoder, read(folder.resolve("model.onnx")));
        }
    }

    @Test
    void bothFilesGiveTheSameVectors() throws IOException {
        RandomEncoder.of(EncoderSpec.small()).write(folder, RandomGraph.Form.DECOMPOSED);
        int[] ids = {2, 17, 5, 250, 3};
        assertArrayEquals(encode("model.safetensors", ids), encode("model.onnx", ids));
    }

    private double[] encode(String file, int... ids) {
        return new ReferenceEncoder(new PooledEncoder(read(folder.resolve(file)), Pooling.MEAN, false), false)
                .encode(ids);
    }

    @ParameterizedTest
    @EnumSource(value = RandomGraph.Form.class, names = {"QUANTIZED", "DEQUANTIZED"})
    void weightsOfEightBitsAreWhatTheIntegersStandFor(RandomGraph.Form form) throws IOException {
        RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());
        encoder.write(folder, form);
        Map<String, Tensor> expected = new LinkedHashMap<>();
        encoder.tensors().forEach((name, tensor) -> expected.put(name,
                tensor.shape().size() == 1 ? tensor : roundTrip(tensor, name.startsWith("embeddings."))));
        requireSame(new RandomEncoder(encoder.spec(), expected), read(folder.resolve("model.onnx")));
    }

    private static Tensor roundTrip(Tensor tensor, boolean unsigned) {
        Quantized quantized = unsigned ? Quantized.unsigned(tensor) : Quantized.byRow(tensor);
        var values = new float[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = quantized.number(i, tensor.shape().getLast(), unsigned);
        }
        return new Tensor(tensor.shape(), values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert.", "roberta.", "model.", "0.auto_model."})
    void namesMayHaveAnyPrefix(String prefix) throws IOException {
        RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());
        encoder.write(folder, RandomGraph.Form.CURRENT);
        encoder.writeSafetensors(folder.resolve("model.safetensors"), prefix);
        requireSame(encoder, read(folder.resolve("model.safetensors")));
    }

    @Test
    void namesOfTensorFlowAndAMissingTypeTableAreRead() throws IOException {
        RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        encoder.tensors().forEach((name, tensor) -> renamed.put(name.replace("LayerNorm.weight", "LayerNorm.gamma")
                .replace("LayerNorm.bias", "LayerNorm.beta"), tensor));
        renamed.remove("embeddings.token_type_embeddings.weight");
        renamed.put("pooler.dense.weight", encoder.tensors().get("encoder.layer.0.attention.self.query.weight"));
        new RandomEncoder(encoder.spec(), renamed).writeSafetensors(folder.resolve("model.safetensors"), "");
        Files.writeString(folder.resolve("config.json"), encoder.configuration());
        EncoderModel model = read(folder.resolve("model.safetensors"));
        assertEquals(Optional.empty(), model.weights().tokenType());
        assertArrayEquals(encoder.tensors().get("embeddings.LayerNorm.bias").values(),
                model.weights().norm().beta().toFloats());
    }

    @Test
    void shardsAreReadAsOneFile() throws IOException {
        RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());
        Map<String, Tensor> first = new LinkedHashMap<>();
        Map<String, Tensor> second = new LinkedHashMap<>();
        encoder.tensors().forEach((name, tensor) -> (name.startsWith("e") && name.contains("1") ? first : second)
                .put(name, tensor));
        new RandomEncoder(encoder.spec(), first).writeSafetensors(folder.resolve("model-1-of-2.safetensors"), "");
        new RandomEncoder(encoder.spec(), second).writeSafetensors(folder.resolve("model-2-of-2.safetensors"), "");
        Files.writeString(folder.resolve("config.json"), encoder.configuration());
        Path index = Files.writeString(folder.resolve("model.safetensors.index.json"), """
                {"metadata": {"total_size": 1}, "weight_map": {"a": "model-1-of-2.safetensors",
                 "b": "model-2-of-2.safetensors", "c": "model-2-of-2.safetensors"}}
                """);
        requireSame(encoder, read(index));
    }

    @Test
    void theConfigurationIsFoundAboveTheFolderOfGraphs() throws IOException {
        RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());
        encoder.write(folder.resolve("onnx"), RandomGraph.Form.CURRENT);
        Files.move(folder.resolve("onnx/config.json"), folder.resolve("config.json"));
        requireSame(encoder, read(folder.resolve("onnx/model.onnx")));
        requireSame(encoder, read(folder.resolve("onnx/model.safetensors")));
    }

    @Test
    void whoeverAsksMaySayWhatTheFileDoesNot() throws IOException {
        RandomEncoder encoder = RandomEncoder.of(EncoderSpec.small());
        Path file = folder.resolve("model.safetensors");
        encoder.writeSafetensors(file, "");
        var known = new EncoderFacts(OptionalInt.of(2), OptionalDouble.of(1e-12), OptionalInt.of(0));
        assertInstanceOf(Availability.Present.class, EncoderFiles.read(file, known, arena));
    }

    private static EncoderSpec spec(EncoderSpec.Family family) {
        return family == EncoderSpec.Family.BERT ? EncoderSpec.small() : EncoderSpec.smallXlmRoberta();
    }

    private static void requireSame(RandomEncoder expected, EncoderModel found) {
        EncoderSpec spec = expected.spec();
        EncoderWeights weights = found.weights();
        assertEquals(new EncoderShape(spec.hidden(), spec.layers(), spec.intermediate(), spec.vocabulary(),
                spec.positions() + spec.firstPosition()), weights.shape());
        assertEquals(spec.heads(), found.heads());
        assertEquals((float) spec.epsilon(), found.epsilon());
        assertEquals(spec.firstPosition(), found.firstPosition());
        assertEquals(spec.positions(), found.maxTokens());
        requireSame(expected, "embeddings.word_embeddings.weight", weights.word());
        requireSame(expected, "embeddings.position_embeddings.weight", weights.position());
        requireSame(expected, "embeddings.token_type_embeddings.weight", weights.tokenType().orElseThrow());
        requireSame(expected, "embeddings.LayerNorm", weights.norm());
        for (int i = 0; i < spec.layers(); i++) {
            String prefix = "encoder.layer.%d.".formatted(i);
            EncoderWeights.Layer layer = weights.layers().get(i);
            requireSame(expected, prefix + "attention.self.query", layer.query());
            requireSame(expected, prefix + "attention.self.key", layer.key());
            requireSame(expected, prefix + "attention.self.value", layer.value());
            requireSame(expected, prefix + "attention.output.dense", layer.output());
            requireSame(expected, prefix + "attention.output.LayerNorm", layer.attentionNorm());
            requireSame(expected, prefix + "intermediate.dense", layer.intermediate());
            requireSame(expected, prefix + "output.dense", layer.result());
            requireSame(expected, prefix + "output.LayerNorm", layer.resultNorm());
        }
    }

    private static void requireSame(RandomEncoder expected, String name, Dense found) {
        requireSame(expected, name + ".weight", found.weight());
        requireSame(expected, name + ".bias", found.bias());
    }

    private static void requireSame(RandomEncoder expected, String name, Norm found) {
        requireSame(expected, name + ".weight", found.gamma());
        requireSame(expected, name + ".bias", found.beta());
    }

    private static void requireSame(RandomEncoder expected, String name, WeightTensor found) {
        Tensor tensor = expected.tensors().get(name);
        assertEquals(tensor.shape(), found.shape(), name);
        assertArrayEquals(tensor.values(), found.toFloats(), name);
    }
}
