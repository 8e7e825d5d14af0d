package dev.smoothie.pipeline.encoders;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.core.bench.GpuReport;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.encoding.EncoderModel;
import dev.smoothie.core.encoding.Encoding;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.RowTargets;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.encoding.TokenBatch;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.TokenizedTexts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Compares a card's vectors with those that ONNX Runtime gave ({@link RuntimeOracle}): the same model, drawn again and
 * read from its safetensors, the same tokens. A part of the check on a GPU, which fails below a cosine of 0.9999.
 */
public final class RuntimeComparison {
    private static final double LEAST_COSINE = 0.9999;
    /** Texts that are encoded at once. */
    private static final int BATCH = 16;

    private RuntimeComparison() {}

    /**
     * Compares the models' vectors.
     *
     * @param args
     *            {@code OUT.json FOLDER [HIDDEN...]}; all models, or those of the hidden sizes that are named
     */
    public static void main(String[] args) throws IOException {
        var report = new GpuReport();
        List<String> hidden = Arrays.asList(args).subList(2, args.length);
        boolean right = true;
        try {
            for (EncoderSpec spec : RuntimeVectors.MODELS) {
                if (hidden.isEmpty() || hidden.contains(Integer.toString(spec.hidden()))) {
                    double cosine = compare(spec, RuntimeVectors.read(Path.of(args[1],
                            RuntimeVectors.fileOf(spec))), report);
                    right &= cosine >= LEAST_COSINE;
                }
            }
        } finally {
            Files.writeString(Path.of(args[0]), report.json());
        }
        if (!right) {
            throw new IllegalStateException("a cosine is below %s".formatted(LEAST_COSINE));
        }
    }

    private static double compare(EncoderSpec spec, RuntimeVectors expected, GpuReport report) throws IOException {
        RandomEncoder drawn = RandomEncoder.of(spec);
        if (RuntimeVectors.checksum(drawn) != expected.weights()) {
            throw new IllegalStateException("weights of %s are drawn differently here".formatted(spec));
        }
        Path folder = Files.createTempDirectory("smoothie-model");
        Path weights = folder.resolve("model.safetensors");
        Path configuration = folder.resolve("config.json");
        drawn.writeSafetensors(weights, "");
        Files.writeString(configuration, drawn.configuration());
        try (TextEncoder encoder = load(spec, weights)) {
            double cosine = leastCosine(encoder, expected);
            String name = "%s h=%d".formatted(spec.family(), spec.hidden());
            report.text("encoder %s".formatted(name), encoder.description());
            report.number("least cosine with ONNX Runtime's %s, %d texts, %d tokens".formatted(name,
                    expected.texts().texts(), expected.texts().ids().length), cosine, "");
            report.number("1 - that, %s".formatted(name), 1 - cosine, "");
            return cosine;
        } finally {
            Files.delete(weights);
            Files.delete(configuration);
            Files.delete(folder);
        }
    }

    private static TextEncoder load(EncoderSpec spec, Path weights) {
        Backend backend = Backends.choose("cuda").backend();
        try (Arena arena = Arena.ofShared()) {
            EncoderModel model = EncoderFiles.read(weights, EncoderFacts.NONE, arena).toOptional().orElseThrow();
            return switch (backend.encoder(new PooledEncoder(model, spec.isBert() ? Pooling.FIRST : Pooling.MEAN,
                    true), Workers.all())) {
                case Present<TextEncoder>(TextEncoder encoder) -> encoder;
                case Absent<TextEncoder>(String reason, String remedy) ->
                    throw new IllegalStateException("no encoder: %s; %s".formatted(reason, remedy));
            };
        }
    }

    private static double leastCosine(TextEncoder encoder, RuntimeVectors expected) {
        int count = expected.texts().texts();
        Encoding encoding = encoder.begin(count);
        for (int from = 0; from < count; from += BATCH) {
            add(encoding, expected.texts(), from, Math.min(from + BATCH, count));
        }
        Embeddings found = encoding.finish();
        return IntStream.range(0, count).mapToDouble(text -> cosine(expected.vectors()[text], found, text)).min()
                .orElseThrow();
    }

    private static void add(Encoding encoding, TokenizedTexts texts, int from, int to) {
        int start = texts.starts()[from];
        int[] starts = IntStream.rangeClosed(from, to).map(text -> texts.starts()[text] - start).toArray();
        encoding.add(new TokenBatch(Arrays.copyOfRange(texts.ids(), start, texts.starts()[to]), starts),
                new RowTargets(LongStream.range(from, to).toArray(), IntStream.rangeClosed(0, to - from).toArray()));
    }

    private static double cosine(float[] expected, Embeddings found, int row) {
        double product = 0;
        double ours = 0;
        double theirs = 0;
        for (int i = 0; i < expected.length; i++) {
            double number = found.get(row, i);
            product += number * expected[i];
            ours += number * number;
            theirs += (double) expected[i] * expected[i];
        }
        return product / Math.sqrt(ours * theirs);
    }
}
