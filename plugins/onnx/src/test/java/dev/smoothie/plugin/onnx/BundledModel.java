package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The real model as the build lays it out, and directories that are made from it. */
final class BundledModel {

    static final Path HOME = Path.of("target", "plugin").toAbsolutePath();
    static final Path DIRECTORY = HOME.resolve("model");
    static final PluginContext CONTEXT = new PluginContext(HOME, Path.of("target", "cache"), 2);

    private static final OnnxEmbedderFactory FACTORY = new OnnxEmbedderFactory();

    private BundledModel() {}

    static Embedder open() {
        return FACTORY.open(CONTEXT, Options.none(FACTORY));
    }

    static Embedder open(Path directory) {
        return open(directory.toString());
    }

    static Embedder open(String argument) {
        return FACTORY.open(CONTEXT, Options.parse("embedder 'onnx'", FACTORY.options(), argument));
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
