package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Opens the embedding models of one provider.
 *
 * @param name
 *            the name that users choose it by
 * @param description
 *            one line
 * @param provider
 *            how the provider is reached
 * @param parameters
 *            the options beyond those that all providers have
 * @param batch
 *            the number of texts in a request, if the user gives none
 * @param builder
 *            makes LangChain4j's model
 */
record EmbeddingFactory(String name, String description, Provider provider, List<Option<?>> parameters, long batch,
        Builder builder) implements EmbedderFactory {
    static final Option<Long> DIMENSIONS = Option.integer("dimensions",
            "the length of the vectors, where the model can be asked for one; the model's own without it", 1, 1 << 20);
    static final Option<Long> CONCURRENCY = Option.integer("concurrency", "how many requests are under way at once", 1,
            1024).withDefault(4L).incidental();
    static final Option<Long> MAX_CHARACTERS = Option.integer("max-characters",
            "cut texts at this many UTF-16 characters, so that they fit the model; counted as truncated", 1,
            Integer.MAX_VALUE).withDefault(8000L);

    /** Makes LangChain4j's model for a connection. */
    @FunctionalInterface
    interface Builder {
        /** A model that asks through the connection's own HTTP client. */
        EmbeddingModel build(Connection connection, Options options);
    }

    private Option<Long> batchSize() {
        return Option.integer("batch-size", "how many texts go into one request", 1, 2048).withDefault(batch)
                .incidental();
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(List.of(ChatFactory.MODEL));
        all.addAll(provider.options());
        all.addAll(List.of(batchSize(), CONCURRENCY, MAX_CHARACTERS));
        all.addAll(parameters);
        return List.copyOf(all);
    }

    /** {@inheritDoc} The options say whom is asked for what. */
    @Override
    public Optional<List<Path>> determinedBy(PluginContext context, Options options) {
        return Optional.of(List.of());
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        Connection connection = provider.connect("embedder '%s'".formatted(name), options.require(ChatFactory.MODEL),
                options);
        try {
            return new RemoteEmbedder(connection, builder.build(connection, options), integer(options, batchSize()),
                    integer(options, CONCURRENCY), integer(options, MAX_CHARACTERS));
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static int integer(Options options, Option<Long> option) {
        return Math.toIntExact(options.require(option));
    }
}
