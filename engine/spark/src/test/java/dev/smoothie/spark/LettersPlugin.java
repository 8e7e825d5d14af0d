package dev.smoothie.spark;

import dev.smoothie.spi.EmbeddedBatch;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.Plugin;
import dev.smoothie.spi.PluginContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A plugin whose embedder counts the letters a, b and c, and how often it was opened. */
public final class LettersPlugin implements Plugin, EmbedderFactory, Embedder {
    private static final AtomicInteger OPENED = new AtomicInteger();

    @Override
    public String name() {
        return "letters";
    }

    @Override
    public List<EmbedderFactory> embedders() {
        return List.of(this);
    }

    @Override
    public String description() {
        return "counts letters";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        OPENED.incrementAndGet();
        return this;
    }

    @Override
    public String model() {
        return "letters";
    }

    @Override
    public int dimension() {
        return 4;
    }

    @Override
    public EmbeddedBatch embed(List<String> texts) {
        return EmbeddedBatch.of(texts.stream().map(LettersPlugin::vector).toArray(float[][]::new));
    }

    /** How many there are of each letter; and how many embedders were opened. */
    private static float[] vector(String text) {
        float[] vector = new float[4];
        for (int i = 0; i < 3; i++) {
            char letter = (char) ('a' + i);
            vector[i] = text.chars().filter(character -> character == letter).count();
        }
        vector[3] = OPENED.get();
        return vector;
    }
}
