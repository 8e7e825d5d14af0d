package dev.smoothie.pipeline.embedding;

import dev.smoothie.bindings.Availability.Absent;
import dev.smoothie.bindings.Availability.Present;
import dev.smoothie.core.bench.GpuReport;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.encoding.EncoderShape;
import dev.smoothie.core.encoding.PooledEncoder;
import dev.smoothie.core.encoding.Pooling;
import dev.smoothie.core.encoding.TextEncoder;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.testing.RandomWeights;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Measures how many tokens a second get from texts to vectors on a card, the way that users' texts take: equal texts
 * once, tokenised by all processors ahead of the card. And how many are tokenised where the card has nothing to do, which
 * tells who waits for whom. A part of the check on a GPU.
 */
public final class TextRates {
    private static final int VOCABULARY = 30_522;
    private static final int POSITIONS = 512;
    private static final double SOFT = 0.08;
    private static final int ROUNDS = 3;

    private final Embedder embedder;
    private final Encoder tokenizer;
    private final GpuReport report;

    TextRates(Embedder embedder, GpuReport report) {
        this.embedder = embedder;
        this.tokenizer = embedder.encoder().orElseThrow();
        this.report = report;
    }

    /**
     * Runs it with random weights, on which speed does not depend.
     *
     * @param args
     *            {@code OUT.json TOKENIZER.json HIDDEN HEAD LAYERS TEXTS}
     */
    public static void main(String[] args) throws IOException {
        Path vocabulary = Path.of(args[1]).toAbsolutePath();
        int[] sizes = Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray();
        Workers workers = Workers.all();
        var report = new GpuReport();
        EmbedderFactory factory = ServiceLoader.load(EmbedderFactory.class).findFirst().orElseThrow();
        var context = new PluginContext(vocabulary.getParent(), vocabulary.getParent(), workers.threads());
        Backend backend = Backends.choose("cuda").backend();
        try (Embedder embedder = factory.open(context, Options.none(factory));
                TextEncoder encoder = load(backend, sizes[0], sizes[1], sizes[2], workers)) {
            var rates = new TextRates(embedder, report);
            report.text("encoder", encoder.description());
            report.number("threads of the host", workers.threads(), "");
            var texts = RandomTexts.of(Files.readString(vocabulary), embedder.encoder().orElseThrow());
            report.number("words that are one token", texts.words().size(), "");
            rates.measure(encoder, texts.kinds(sizes[3], POSITIONS), "h=%d layers=%d".formatted(sizes[0], sizes[2]));
        } finally {
            Files.writeString(Path.of(args[0]), report.json());
        }
    }

    private static TextEncoder load(Backend backend, int hidden, int head, int layers, Workers workers) {
        try (Arena arena = Arena.ofShared()) {
            var model = new PooledEncoder(RandomWeights.equalLayers(arena,
                    new EncoderShape(hidden, layers, 4 * hidden, VOCABULARY, POSITIONS), hidden / head, 0, 5, SOFT),
                    Pooling.FIRST, true);
            return switch (backend.encoder(model, workers)) {
                case Present<TextEncoder>(TextEncoder encoder) -> encoder;
                case Absent<TextEncoder>(String reason, String remedy) ->
                    throw new IllegalStateException("no encoder: %s; %s".formatted(reason, remedy));
            };
        }
    }

    /** Reports the rates for texts of each kind. */
    void measure(TextEncoder encoder, Map<String, RandomTexts.Kind> kinds, String model) {
        kinds.forEach((name, kind) -> {
            measure("tokenising rate %s".formatted(name), new IdleEncoder(encoder), kind);
            measure("text rate %s %s".formatted(name, model), encoder, kind);
        });
    }

    private void measure(String name, TextEncoder encoder, RandomTexts.Kind kind) {
        double[] rates = new double[ROUNDS];
        report.number("cold " + name, rate(encoder, kind), "tokens/s");
        for (int round = 0; round < ROUNDS; round++) {
            rates[round] = rate(encoder, kind);
        }
        Arrays.sort(rates);
        double rate = rates[ROUNDS / 2];
        report.number(name, rate, "tokens/s");
        report.number(name + ", spread", 100 * (rates[ROUNDS - 1] - rates[0]) / rate, "%");
    }

    private double rate(TextEncoder encoder, RandomTexts.Kind kind) {
        List<String> texts = kind.texts();
        long start = System.nanoTime();
        try (var windows = new EncoderWindows(texts.size(), embedder, tokenizer, encoder, Progress.NONE,
                WindowEmbedder.Sink.NONE)) {
            var window = new Window();
            for (int text = 0; text < texts.size(); text++) {
                window.add(texts.get(text), text);
            }
            windows.embed(window.texts());
            long rows = windows.finish().rows();
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (rows != texts.size() || windows.tokens() > kind.tokens() || windows.truncated() > 0) {
                throw new IllegalStateException("%d rows, %d tokens, %d texts cut; not %d rows, %d tokens".formatted(
                        rows, windows.tokens(), windows.truncated(), texts.size(), kind.tokens()));
            }
            return windows.tokens() / seconds;
        }
    }
}
