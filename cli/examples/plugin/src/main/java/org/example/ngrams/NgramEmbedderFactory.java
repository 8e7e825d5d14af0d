package org.example.ngrams;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.util.List;

/**
 * Opens the embedder that a user chooses by {@code --embedder ngrams}, or {@code --embedder ngrams:4,dimension=1024}.
 */
public final class NgramEmbedderFactory implements EmbedderFactory {
    // The program reads and checks what the user wrote; open() is only called with values that fit.
    static final Option<Long> N = Option.integer("n", "characters in an n-gram", 1, 16).withDefault(3L).positional();
    static final Option<Long> DIMENSION = Option.integer("dimension", "length of the vectors", 1, 65_536)
            .withDefault(512L);
    static final Option<Long> SEED = Option.integer("seed", "another one hashes otherwise", 0, Long.MAX_VALUE)
            .withDefault(0L);

    @Override
    public String name() {
        return "ngrams";
    }

    @Override
    public String description() {
        return "hashed n-grams of characters; no model, no download";
    }

    @Override
    public List<Option<?>> options() {
        return Option.list(N, DIMENSION, SEED);
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        return new NgramEmbedder(options.require(N).intValue(), options.require(DIMENSION).intValue(),
                options.require(SEED), context.threads());
    }
}
