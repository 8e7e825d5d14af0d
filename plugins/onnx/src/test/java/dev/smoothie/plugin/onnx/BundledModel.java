package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.PluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The real model as the build lays it out, and directories made from it. */
final class BundledModel {

    static final Path HOME = Path.of("target", "plugin").toAbsolutePath();
    static final Path DIRECTORY = HOME.resolve("model");
    static final PluginContext CONTEXT = new PluginContext(HOME, Path.of("target", "cache"), 2);

    private BundledModel() {}

    static Embedder open() {
        return new OnnxEmbedderFactory().open(CONTEXT, Optional.empty());
    }

    static Embedder open(Path directory) {
        return new OnnxEmbedderFactory().open(CONTEXT, Optional.of(directory.toString()));
    }

    /** A sentence-transformers directory without configuration, around the real graph and tokenizer. */
    static Path bare(Path directory) throws IOException {
        Files.createSymbolicLink(directory.resolve("model.onnx"), DIRECTORY.resolve("model.onnx"));
        Files.createSymbolicLink(directory.resolve("tokenizer.json"), DIRECTORY.resolve("tokenizer.json"));
        return directory;
    }

    static void write(Path directory, String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
