package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import dev.smoothie.spi.TokenizedTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A plugin's embedder behind its guard, which checks what it returns. */
final class GuardedEmbedder implements Embedder {
    private static final String DESCRIBE = "describe itself";
    /** A hundred times what any model has; memory is set aside for as many before the first is seen. */
    private static final int LARGEST = 1 << 20;

    private final Embedder embedder;
    private final PluginGuard guard;
    private final String model;
    private final int dimension;
    private final int concurrency;
    private final int batchSize;

    GuardedEmbedder(Embedder embedder, PluginGuard guard) {
        this.embedder = embedder;
        this.guard = guard;
        this.model = GuardedText.required(guard, DESCRIBE, "model()", embedder::model);
        this.dimension = atLeastOne("dimension", guard.call(DESCRIBE, embedder::dimension));
        if (dimension > LARGEST) {
            throw guard.wrong(DESCRIBE, "it says that its vectors have %d numbers, and %d are the most".formatted(
                    dimension, LARGEST));
        }
        this.concurrency = atLeastOne("concurrency", guard.call(DESCRIBE, embedder::concurrency));
        this.batchSize = atLeastOne("batch size", guard.call(DESCRIBE, embedder::batchSize));
    }

    private int atLeastOne(String what, int value) {
        if (value < 1) {
            throw guard.wrong(DESCRIBE, "it says that its %s is %d, and it must be at least 1".formatted(what, value));
        }
        return value;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int concurrency() {
        return concurrency;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        String doing = "embed %d texts".formatted(texts.size());
        EmbeddedBatch embedded = guard.call(doing, () -> embedder.embed(texts));
        float[][] vectors = embedded.vectors();
        if (vectors.length != texts.size()) {
            throw guard.wrong(doing, "it returned %d vectors for them".formatted(vectors.length));
        }
        for (int i = 0; i < vectors.length; i++) {
            check(doing, texts.get(i), vectors[i]);
        }
        return embedded;
    }

    private void check(String doing, String text, float[] vector) {
        if (vector == null) {
            throw guard.wrong(doing, "it returned null as the vector of " + GuardedText.quoted(text));
        }
        if (vector.length != dimension) {
            throw guard.wrong(doing, "it returned %d numbers for a text, although it says that it has %d"
                    .formatted(vector.length, dimension));
        }
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                throw guard.wrong(doing, "a number in the vector of %s is %s, and all must be finite"
                        .formatted(GuardedText.quoted(text), number));
            }
        }
    }

    @Override
    public Optional<Encoder> encoder() {
        return guard.call("describe its encoder", embedder::encoder).map(Guarded::new);
    }

    @Override
    public void close() {
        guard.runWithin(TimeLimit.ofLoading(), PluginGuard.CLOSE, embedder::close);
    }

    /** Its encoder behind the same guard. */
    private final class Guarded implements Encoder {
        private final Encoder encoder;

        Guarded(Encoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public Path weights() {
            return guard.call("name the file of its weights", encoder::weights);
        }

        @Override
        public Pooling pooling() {
            return guard.call("say how it pools", encoder::pooling);
        }

        @Override
        public boolean normalized() {
            return guard.call("say whether its vectors have length 1", encoder::normalized);
        }

        @Override
        public TokenizedTexts tokenize(List<String> texts) {
            String doing = "tokenise %d texts".formatted(texts.size());
            TokenizedTexts tokenized = guard.call(doing, () -> encoder.tokenize(texts));
            if (tokenized.texts() != texts.size()) {
                throw guard.wrong(doing, "it returned %d".formatted(tokenized.texts()));
            }
            return tokenized;
        }
    }
}
