package dev.smoothie.pipeline.encoders;

import dev.smoothie.pipeline.encoders.EncoderSpec.Family;
import dev.smoothie.spi.TokenizedTexts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The vectors that ONNX Runtime gives texts with a model that anybody can draw again.
 *
 * @param weights
 *            the checksum of the model's numbers
 * @param texts
 *            their tokens
 * @param vectors
 *            of each text
 */
record RuntimeVectors(long weights, TokenizedTexts texts, float[][] vectors) {
    /** Different in shape and family; two layers, so that a processor draws and runs them in seconds. */
    static final List<EncoderSpec> MODELS = List.of(
            new EncoderSpec(Family.BERT, 384, 12, 2, 1536, 300, 512, 3),
            new EncoderSpec(Family.XLM_ROBERTA, 768, 12, 2, 3072, 300, 512, 4));

    static String fileOf(EncoderSpec spec) {
        return "onnx-runtime-%d.bin".formatted(spec.hidden());
    }

    static long checksum(RandomEncoder encoder) {
        var sum = new CRC32();
        encoder.tensors().values().forEach(tensor -> sum.update(tensor.bytes()));
        return sum.getValue();
    }

    void write(Path file) throws IOException {
        try (var out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(weights);
            out.writeInt(vectors.length);
            out.writeInt(vectors[0].length);
            for (int text = 0; text < vectors.length; text++) {
                out.writeInt(texts.starts()[text + 1]);
            }
            for (int id : texts.ids()) {
                out.writeInt(id);
            }
            for (float[] vector : vectors) {
                for (float number : vector) {
                    out.writeFloat(number);
                }
            }
        }
    }

    static RuntimeVectors read(Path file) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            long weights = in.readLong();
            float[][] vectors = new float[in.readInt()][in.readInt()];
            int[] starts = new int[vectors.length + 1];
            for (int text = 0; text < vectors.length; text++) {
                starts[text + 1] = in.readInt();
            }
            int[] ids = new int[starts[vectors.length]];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = in.readInt();
            }
            for (float[] vector : vectors) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = in.readFloat();
                }
            }
            return new RuntimeVectors(weights, new TokenizedTexts(ids, starts, 0), vectors);
        }
    }
}
