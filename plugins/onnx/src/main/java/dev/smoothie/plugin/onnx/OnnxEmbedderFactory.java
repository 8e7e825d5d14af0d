package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Opens the bundled model, or any sentence-transformers directory with an ONNX export in it. Nothing is downloaded: a
 * model that is not on the disk is an error.
 */
public final class OnnxEmbedderFactory implements EmbedderFactory {

    private static final String BUNDLED = "bge-small-en-v1.5 (int8)";
    private static final Option<Path> MODEL = Option
            .path("model", "directory of a sentence-transformers export; the bundled model without it").positional();

    private static final Option<String> PROMPT = Option.text("prompt",
            "name of a prompt in the model's config_sentence_transformers.json, put before every text; the model's default without it");

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public String description() {
        return "ONNX Runtime with the bundled %s, or with the sentence-transformers export in a directory"
                .formatted(BUNDLED);
    }

    @Override
    public List<Option<?>> options() {
        return Option.list(MODEL, PROMPT);
    }

    /** {@inheritDoc} Weights may lie beside the graph, under any name: all files of its folders count. */
    @Override
    public Optional<List<Path>> determinedBy(PluginContext context, Options options) {
        Path directory = options.get(MODEL).orElseGet(() -> context.home().resolve("model"));
        return Optional.of(ModelFolder.files(directory));
    }

    @Override
    public Embedder open(PluginContext context, Options options) {
        Objects.requireNonNull(context, "context");
        ModelFolder folder = options.get(MODEL).map(directory -> ModelFolder.read(directory, options.get(PROMPT)))
                .orElseGet(() -> ModelFolder.read(context.home().resolve("model"), options.get(PROMPT))
                        .named(BUNDLED));
        NativeLibraries.load(context.home(), context.cache());
        return OnnxEmbedder.open(folder, context.threads());
    }
}
