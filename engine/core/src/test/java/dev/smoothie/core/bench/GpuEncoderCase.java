package dev.smoothie.core.bench;

import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.EncoderWeights;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.WeightTensor;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.testing.RandomWeights;
import dev.smoothie.core.testing.ReferenceEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A random encoder, texts, and what is right for them.
 *
 * @param name
 *            what the report calls it
 * @param model
 *            the encoder
 * @param texts
 *            its input
 */
record GpuEncoderCase(String name, EncoderModel model, GpuTexts texts) {
    static final int VOCABULARY = 2000;
    private static final int POSITIONS = 702;
    /** Attention as in trained models at a hidden size of 384; logits grow with the root of the hidden size. */
    private static final double SOFT = 0.08;
    private static final double SOFT_HIDDEN = 384;
    /** Around every size that kernels work by. */
    private static final int[] LENGTHS = {700, 512, 511, 257, 255, 129, 128, 127, 65, 64, 63, 33, 31, 17, 16, 15, 3, 2,
            1};

    /** The vectors of tokens of each text in exact arithmetic, and as half precision gives them. */
    record Truth(List<double[][]> exact, List<double[][]> half) {
        List<double[]> exact(Pooling pooling) {
            return exact.stream().map(tokens -> ReferenceEncoder.pool(tokens, pooling, true)).toList();
        }

        /** The error of a program that keeps every tensor in 16 bits. */
        double allowed(Pooling pooling) {
            return ReferenceEncoder.relativeError(
                    half.stream().map(tokens -> ReferenceEncoder.pool(tokens, pooling, true)).toList(),
                    exact(pooling));
        }
    }

    /** A random encoder; {@code sharpness} times as sharp as trained ones are. */
    static EncoderModel model(Arena arena, int hidden, int head, int layers, double sharpness, Random random) {
        var shape = new EncoderShape(hidden, layers, 4 * hidden, VOCABULARY, POSITIONS);
        // Wide models stand for XLM-R, whose texts begin at position 2.
        return RandomWeights.model(arena, shape, hidden / head, hidden < 768 ? 0 : 2, random.nextLong(),
                sharpness * SOFT * Math.sqrt(SOFT_HIDDEN / hidden));
    }

    static GpuEncoderCase of(Arena arena, int hidden, int head, int layers, double sharpness, int longest,
            Random random) {
        EncoderModel model = model(arena, hidden, head, layers, sharpness, random);
        return new GpuEncoderCase("h=%d head=%d layers=%d sharpness=%.0f".formatted(hidden, head, layers, sharpness),
                model, GpuTexts.of(random, VOCABULARY, IntStream.of(LENGTHS).filter(length -> length <= longest)
                        .toArray()));
    }

    PooledEncoder pooled(Pooling pooling) {
        return new PooledEncoder(model, pooling, true);
    }

    /** On all cores, the longest text first. */
    Truth truth(Workers workers) {
        return new Truth(tokens(workers, false), tokens(workers, true));
    }

    private List<double[][]> tokens(Workers workers, boolean half) {
        var reference = new ReferenceEncoder(pooled(Pooling.FIRST), half);
        List<double[][]> tokens = new ArrayList<>(Collections.nCopies(texts.count(), null));
        int[] order = IntStream.range(0, texts.count()).boxed()
                .sorted(Comparator.comparingInt((Integer text) -> -texts.ids().get(text).length))
                .mapToInt(Integer::intValue).toArray();
        workers.forBlocks(order.length, 1, (from, _) -> {
            int text = order[(int) from];
            tokens.set(text, reference.tokens(texts.ids().get(text)));
        });
        return tokens;
    }

    /**
     * Writes it for encoder_peer.py: {@code case.json}, {@code texts.bin}, {@code weights.bin} (float32, in the order of
     * BertModel's parameters) and {@code exact.bin} (float64, {@code [3, texts, hidden]}, by pooling).
     */
    void write(Path folder, Truth truth) {
        EncoderShape shape = model.weights().shape();
        texts.write(folder.resolve("texts.bin"));
        try {
            Files.writeString(folder.resolve("case.json"), """
                    {"name": "%s", "hidden": %d, "layers": %d, "heads": %d, "intermediate": %d, "vocabulary": %d,
                     "positions": %d, "first_position": %d, "epsilon": %s}
                    """.formatted(name, shape.hidden(), shape.layers(), model.heads(), shape.intermediate(),
                    shape.vocabulary(), shape.positions(), model.firstPosition(), model.epsilon()));
            try (FileChannel out = create(folder.resolve("weights.bin"))) {
                for (WeightTensor tensor : tensors().toList()) {
                    ByteBuffer bytes = little(tensor.rows() * tensor.columns() * Float.BYTES);
                    bytes.asFloatBuffer().put(tensor.toFloats());
                    out.write(bytes);
                }
            }
            try (FileChannel out = create(folder.resolve("exact.bin"))) {
                for (Pooling pooling : Pooling.values()) {
                    for (double[] vector : truth.exact(pooling)) {
                        ByteBuffer bytes = little(vector.length * Double.BYTES);
                        bytes.asDoubleBuffer().put(vector);
                        out.write(bytes);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<WeightTensor> tensors() {
        EncoderWeights weights = model.weights();
        return Stream.concat(Stream.of(weights.word(), weights.position(), weights.tokenType().orElseThrow(),
                weights.norm().gamma(), weights.norm().beta()),
                weights.layers().stream().flatMap(layer -> Stream.of(layer.query().weight(), layer.query().bias(),
                        layer.key().weight(), layer.key().bias(), layer.value().weight(), layer.value().bias(),
                        layer.output().weight(), layer.output().bias(), layer.attentionNorm().gamma(),
                        layer.attentionNorm().beta(), layer.intermediate().weight(), layer.intermediate().bias(),
                        layer.result().weight(), layer.result().bias(), layer.resultNorm().gamma(),
                        layer.resultNorm().beta())));
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
