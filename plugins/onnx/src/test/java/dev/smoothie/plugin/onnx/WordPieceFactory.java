package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens a {@link WordPieceEmbedder} by the {@code tokenizer.json} in the plugin's home. For measurements on machines that
 * have no native libraries of ours; found as a service, because they do not know this package.
 */
public final class WordPieceFactory implements EmbedderFactory {
    private static final int MAX_TOKENS = 512;

    @Override
    public String name() {
        return "word-piece";
    }

    @Override
    public String description() {
        return "The tokenizer alone, for an encoder elsewhere";
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        Path file = context.home().resolve("tokenizer.json");
        try {
            return new WordPieceEmbedder(WordPieceReader.read(TokenizerJson.read(Files.readString(file)), MAX_TOKENS)
                    .orElseThrow(() -> new SmoothieException("%s is not of WordPiece's kind".formatted(file))),
                    context.threads());
        } catch (IOException e) {
            throw new SmoothieException("cannot read the tokenizer %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
