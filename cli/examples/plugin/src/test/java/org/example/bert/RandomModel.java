package org.example.bert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a small BERT with random weights, so that the tests need no download. */
final class RandomModel {
    static final int DIMENSION = 64;
    static final int MAX_TOKENS = 32;
    private static final int WIDE = 128;
    private static final List<String> WORDS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "sat", "on",
            "mat.", "a", "and");

    private final Random random = new Random(5);
    private final Map<String, float[]> tensors = new LinkedHashMap<>();

    private RandomModel() {
        numbers("embeddings.word_embeddings.weight", WORDS.size() * DIMENSION, 0);
        numbers("embeddings.position_embeddings.weight", MAX_TOKENS * DIMENSION, 0);
        numbers("embeddings.token_type_embeddings.weight", 2 * DIMENSION, 0);
        norm("embeddings.LayerNorm");
        for (int i = 0; i < 2; i++) {
            String layer = "encoder.layer.%d.".formatted(i);
            for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
                dense(layer + "attention." + name, DIMENSION, DIMENSION);
            }
            norm(layer + "attention.output.LayerNorm");
            dense(layer + "intermediate.dense", WIDE, DIMENSION);
            dense(layer + "output.dense", DIMENSION, WIDE);
            norm(layer + "output.LayerNorm");
        }
    }

    static void write(Path directory) {
        try {
            Files.write(directory.resolve("vocab.txt"), WORDS);
            Files.writeString(directory.resolve("config.json"),
                    "{\"model_type\": \"bert\", \"num_attention_heads\": 2, \"layer_norm_eps\": 1e-12}");
            Files.write(directory.resolve("model.safetensors"), new RandomModel().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dense(String name, int out, int in) {
        numbers(name + ".weight", out * in, 0);
        numbers(name + ".bias", out, 0);
    }

    private void norm(String name) {
        numbers(name + ".weight", DIMENSION, 1);
        numbers(name + ".bias", DIMENSION, 0);
    }

    private void numbers(String name, int count, double mean) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian(mean, 0.1);
        }
        tensors.put(name, values);
    }

    private byte[] bytes() {
        var entries = new ArrayList<String>();
        int end = 0;
        for (var tensor : tensors.entrySet()) {
            int start = end;
            end += Float.BYTES * tensor.getValue().length;
            // A shape of one number is enough for this plugin.
            entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}".formatted(tensor.getKey(),
                    tensor.getValue().length, start, end));
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + end).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header);
        for (float[] values : tensors.values()) {
            for (float value : values) {
                bytes.putFloat(value);
            }
        }
        return bytes.array();
    }
}
