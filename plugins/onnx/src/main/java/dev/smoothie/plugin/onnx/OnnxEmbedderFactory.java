package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Opens the bundled model, or any sentence-transformers directory with an ONNX export in it. Nothing is fetched: what is
 * not on the disk is an error.
 */
public final class OnnxEmbedderFactory implements EmbedderFactory {

    private static final String BUNDLED = "bge-small-en-v1.5 (int8)";

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public String description() {
        return "ONNX Runtime with the bundled %s, or with the sentence-transformers export in the directory given after the colon"
                .formatted(BUNDLED);
    }

    @Override
    public Embedder open(PluginContext context, Optional<String> argument) {
        Objects.requireNonNull(context, "context");
        ModelFolder folder = argument.isPresent()
                ? ModelFolder.read(directory(argument.get()))
                : ModelFolder.read(context.home().resolve("model")).named(BUNDLED);
        NativeLibraries.load(context.cache());
        return OnnxEmbedder.open(folder, context.threads());
    }

    private static Path directory(String argument) {
        if (argument.isBlank()) {
            throw new SmoothieException(
                    "--embedder onnx: names no directory after the colon; write onnx for the bundled model, or onnx:DIR");
        }
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new SmoothieException("--embedder onnx:%s: not a path: %s".formatted(argument, e.getReason()), e);
        }
    }
}
