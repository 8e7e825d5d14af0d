package org.example.bert;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Opens the embedder that a user chooses by {@code --embedder bert:DIR}. */
public final class BertEmbedderFactory implements EmbedderFactory {
    static final Option<Path> MODEL = Option
            .path("model", "directory with model.safetensors, config.json and vocab.txt").required().positional();

    @Override
    public String name() {
        return "bert";
    }

    @Override
    public String description() {
        return "a BERT of your own, from a directory";
    }

    @Override
    public List<Option<?>> options() {
        return Option.list(MODEL);
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        Path directory = options.require(MODEL);
        Path weights = directory.resolve("model.safetensors");
        try {
            var bert = Bert.read(Safetensors.read(weights), Configuration.read(directory.resolve("config.json")));
            var vocabulary = Vocabulary.read(directory.resolve("vocab.txt"), bert.maxTokens());
            return new BertEmbedder(directory.toAbsolutePath().normalize().getFileName().toString(), weights, bert,
                    vocabulary, context.threads());
        } catch (IOException e) {
            throw new SmoothieException("bert: cannot read a model from %s: %s".formatted(directory, e), e);
        }
    }
}
