package dev.smoothie.pipeline.encoders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/**
 * A model of the BERT family with random weights, as files that any program can run: made at test time, so that shapes
 * are tested that no model at hand has.
 *
 * @param tensors
 *            by the names of Hugging Face, matrices as {@code [out, in]}
 */
public record RandomEncoder(EncoderSpec spec, Map<String, Tensor> tensors) {
    private static final double DEVIATION = 0.05;

    /** Draws the weights. */
    public static RandomEncoder of(EncoderSpec spec) {
        var random = new Random(spec.seed());
        var tensors = new LinkedHashMap<String, Tensor>();
        int hidden = spec.hidden();
        tensors.put("embeddings.word_embeddings.weight",
                Tensor.random(random, 0, DEVIATION, spec.vocabulary(), hidden));
        tensors.put("embeddings.position_embeddings.weight",
                Tensor.random(random, 0, DEVIATION, spec.positions() + spec.firstPosition(), hidden));
        tensors.put("embeddings.token_type_embeddings.weight",
                Tensor.random(random, 0, DEVIATION, spec.types(), hidden));
        norm(tensors, "embeddings.LayerNorm", random, hidden);
        for (int layer = 0; layer < spec.layers(); layer++) {
            String prefix = "encoder.layer.%d.".formatted(layer);
            dense(tensors, prefix + "attention.self.query", random, hidden, hidden);
            dense(tensors, prefix + "attention.self.key", random, hidden, hidden);
            dense(tensors, prefix + "attention.self.value", random, hidden, hidden);
            dense(tensors, prefix + "attention.output.dense", random, hidden, hidden);
            norm(tensors, prefix + "attention.output.LayerNorm", random, hidden);
            dense(tensors, prefix + "intermediate.dense", random, spec.intermediate(), hidden);
            dense(tensors, prefix + "output.dense", random, hidden, spec.intermediate());
            norm(tensors, prefix + "output.LayerNorm", random, hidden);
        }
        return new RandomEncoder(spec, tensors);
    }

    private static void dense(Map<String, Tensor> tensors, String name, Random random, int out, int in) {
        tensors.put(name + ".weight", Tensor.random(random, 0, DEVIATION, out, in));
        tensors.put(name + ".bias", Tensor.random(random, 0, DEVIATION, out));
    }

    private static void norm(Map<String, Tensor> tensors, String name, Random random, int hidden) {
        tensors.put(name + ".weight", Tensor.random(random, 1, 0.1, hidden));
        tensors.put(name + ".bias", Tensor.random(random, 0, DEVIATION, hidden));
    }

    /** Writes all files of a sentence-transformers model, with the graph in the given form. */
    public void write(Path folder, RandomGraph.Form form) throws IOException {
        Files.createDirectories(folder.resolve("1_Pooling"));
        var graph = new RandomGraph(this, form);
        Files.write(folder.resolve("model.onnx"), graph.toBytes());
        if (form == RandomGraph.Form.EXTERNAL) {
            Files.write(folder.resolve(RandomGraph.DATA), graph.externalBytes());
        }
        writeSafetensors(folder.resolve("model.safetensors"), "");
        Files.writeString(folder.resolve("config.json"), configuration());
        Files.writeString(folder.resolve("tokenizer.json"), RandomTokenizer.json(spec));
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": %d}"
                .formatted(spec.positions()));
        Files.writeString(folder.resolve("1_Pooling/config.json"), """
                {"word_embedding_dimension": %d, "pooling_mode_cls_token": %s, "pooling_mode_mean_tokens": %s}
                """.formatted(spec.hidden(), spec.isBert(), !spec.isBert()));
        Files.writeString(folder.resolve("modules.json"), """
                [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
                 {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}]
                """);
    }

    String configuration() {
        return """
                {"architectures": ["Model"], "model_type": "%s", "hidden_size": %d, "num_attention_heads": %d,
                 "num_hidden_layers": %d, "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": %d,
                 "hidden_act": "gelu", "layer_norm_eps": %s, "pad_token_id": %d, "type_vocab_size": %d,
                 "position_embedding_type": "absolute"}
                """.formatted(spec.isBert() ? "bert" : "xlm-roberta", spec.hidden(), spec.heads(), spec.layers(),
                spec.intermediate(), spec.vocabulary(), spec.positions() + spec.firstPosition(), spec.epsilon(),
                spec.padding(), spec.types());
    }

    void writeSafetensors(Path path, String prefix) throws IOException {
        var header = new StringJoiner(",", "{\"__metadata__\":{\"format\":\"pt\"},", "}");
        long at = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            long end = at + (long) entry.getValue().values().length * Float.BYTES;
            header.add("\"%s%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(prefix,
                    entry.getKey(), entry.getValue().shape(), at, end));
            at = end;
        }
        try (var out = Files.newOutputStream(path)) {
            byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
            out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
            out.write(json);
            for (Tensor tensor : tensors.values()) {
                out.write(tensor.bytes());
            }
        }
    }
}
