package dev.smoothie.core.bench;

import dev.smoothie.core.cards.encoder.EncoderTrial;
import dev.smoothie.core.cards.encoder.EncoderTrial.Form;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.testing.RandomWeights;
import dev.smoothie.core.vectors.Embeddings;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * Measures how many tokens a second an encoder takes, from ids in the host's memory to vectors. Speed does not depend on
 * the weights, so they are random, and those of all layers are the same.
 *
 * @param trial
 *            the card
 * @param folder
 *            receives the texts, for the same by PyTorch
 * @param report
 *            receives the figures
 */
record GpuEncoderRates(EncoderTrial trial, Path folder, GpuReport report) {
    private static final int VOCABULARY = 30_522;
    private static final int POSITIONS = 512;
    private static final double SOFT = 0.08;
    private static final int ROUNDS = 3;
    /** Multiples of what 132 multiprocessors take at once; 0 is what the program chooses. */
    private static final int[] BATCHES = {16_896, 67_584, 135_168, 0};

    /** Texts of one kind, all batch sizes: the model of a size that is measured beside PyTorch. */
    void all(int hidden, int head, int layers, int count) {
        Map<String, GpuTexts> kinds = kinds(count);
        kinds.forEach((kind, texts) -> texts.write(folder.resolve("texts-%s.bin".formatted(kind))));
        try (Arena arena = Arena.ofShared()) {
            PooledEncoder model = model(arena, hidden, head, layers);
            for (int batch : BATCHES) {
                measure(model, batch, kinds);
            }
        }
    }

    /** Texts of mixed lengths, in batches that the program chooses. */
    void one(int hidden, int head, int layers, int count) {
        try (Arena arena = Arena.ofShared()) {
            measure(model(arena, hidden, head, layers), 0, Map.of("mixed", kinds(count).get("mixed")));
        }
    }

    /** Encodes one batch, for a program that counts what the card does. */
    void batch(int hidden, int head, int layers, int tokens) {
        try (Arena arena = Arena.ofShared();
                TextEncoder encoder = trial.load(model(arena, hidden, head, layers), Form.SUITABLE, tokens)) {
            GpuTexts texts = kinds(Math.max(1, tokens / 200)).get("mixed");
            report.number("tokens of a batch", (double) texts.tokens(), "");
            texts.encode(encoder, encoder.batchTokens());
        }
    }

    private static Map<String, GpuTexts> kinds(int count) {
        var random = new Random(1);
        var kinds = new LinkedHashMap<String, GpuTexts>();
        kinds.put("mixed", GpuTexts.of(random, VOCABULARY, GpuTexts.lengths(random, count, POSITIONS)));
        kinds.put("512", same(random, Math.max(1, count / 5), POSITIONS));
        kinds.put("16", same(random, count, 16));
        return kinds;
    }

    private static GpuTexts same(Random random, int count, int length) {
        return GpuTexts.of(random, VOCABULARY, IntStream.generate(() -> length).limit(count).toArray());
    }

    private static PooledEncoder model(Arena arena, int hidden, int head, int layers) {
        return new PooledEncoder(RandomWeights.equalLayers(arena,
                new EncoderShape(hidden, layers, 4 * hidden, VOCABULARY, POSITIONS), hidden / head, 0, 5, SOFT),
                Pooling.FIRST, true);
    }

    private void measure(PooledEncoder model, int batch, Map<String, GpuTexts> kinds) {
        long start = System.nanoTime();
        try (TextEncoder encoder = trial.load(model, Form.SUITABLE, batch)) {
            String name = "h=%d layers=%d batch=%d".formatted(model.shape().hidden(), model.shape().layers(),
                    encoder.batchTokens());
            report.text("encoder " + name, encoder.description());
            report.number("load " + name, seconds(start), "s");
            kinds.forEach((kind, texts) -> {
                measure("%s %s".formatted(kind, name), model.shape(), texts, encoder, false);
                measure("%s %s".formatted(kind, name), model.shape(), texts, encoder, true);
            });
        }
    }

    private void measure(String name, EncoderShape shape, GpuTexts texts, TextEncoder encoder, boolean toHost) {
        double[] rates = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            long start = System.nanoTime();
            Embeddings rows = texts.encode(encoder, encoder.batchTokens());
            double last = toHost ? rows.segment().get(JAVA_FLOAT, 0) : 0;
            double rate = texts.tokens() / seconds(start);
            Answers.require(Double.isFinite(last), name + ": not a number");
            if (round >= 0) {
                rates[round] = rate;
            } else {
                report.number("cold rate %s, %s".formatted(name, place(toHost)), rate, "tokens/s");
            }
        }
        Arrays.sort(rates);
        double rate = rates[ROUNDS / 2];
        report.number("rate %s, %s".formatted(name, place(toHost)), rate, "tokens/s");
        report.number("rate %s, %s, spread".formatted(name, place(toHost)),
                100 * (rates[ROUNDS - 1] - rates[0]) / rate, "%");
        if (!toHost) {
            report.number("arithmetic %s".formatted(name), rate * operations(shape, texts) / texts.tokens() * 1e-12,
                    "TFLOP/s");
        }
    }

    private static String place(boolean toHost) {
        return toHost ? "to the host" : "on the card";
    }

    /** Multiplications and additions that the model needs for these texts, all tokens in all layers. */
    private static double operations(EncoderShape shape, GpuTexts texts) {
        double h = shape.hidden();
        double each = 2 * (4 * h * h + 2 * h * shape.intermediate());
        return shape.layers() * texts.ids().stream()
                .mapToDouble(text -> text.length * (each + 4 * h * text.length)).sum();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
