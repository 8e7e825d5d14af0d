package dev.smoothie.spi.tck;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Encoder;
import java.util.List;
import java.util.Optional;

/**
 * An embedder that counts characters by their lowest bits, up to the 100,000th. Tests override its methods to break
 * promises.
 */
class LettersEmbedder implements Embedder {
    static final int LIMIT = 100_000;

    @Override
    public String model() {
        return "letters";
    }

    @Override
    public int dimension() {
        return 16;
    }

    @Override
    public int concurrency() {
        return 3;
    }

    @Override
    public int batchSize() {
        return 4;
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        long tokens = texts.stream().mapToInt(text -> Math.min(LIMIT, text.length())).sum();
        int truncated = (int) texts.stream().filter(text -> text.length() > LIMIT).count();
        return new EmbeddedBatch(texts.stream().map(this::vector).toArray(float[][]::new), tokens, truncated);
    }

    @Override
    public Optional<Encoder> encoder() {
        return Optional.of(new LettersEncoder());
    }

    float[] vector(String text) {
        var vector = new float[16];
        text.chars().limit(LIMIT).forEach(c -> vector[c % 16]++);
        return vector;
    }
}
