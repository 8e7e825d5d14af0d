package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A sentence-transformers directory with an ONNX export in it, as its configuration describes it.
 *
 * @param name
 *            the name of the model
 * @param bundled
 *            whether this is the model that ships with the plugin, whose graph is known
 * @param model
 *            the graph: {@code model.onnx} or {@code onnx/model.onnx}
 * @param weights
 *            the weights for a card: {@code model.safetensors} if there is one, otherwise the graph
 * @param tokenizer
 *            {@code tokenizer.json}
 * @param pooling
 *            from {@code 1_Pooling/config.json}; mean if there is none
 * @param normalized
 *            whether {@code modules.json} lists a Normalize module; without that file vectors are not normalised
 * @param unsupported
 *            modules of {@code modules.json} that this plugin does not apply to token vectors, for example Dense
 * @param maxTokens
 *            the number of tokens that texts are cut to, special tokens included
 * @param prompt
 *            what is put before every text, from {@code config_sentence_transformers.json}; usually nothing
 */
record ModelFolder(String name, boolean bundled, Path model, Path weights, Path tokenizer, Pooling pooling,
        boolean normalized, List<String> unsupported, int maxTokens, String prompt) {

    ModelFolder {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(tokenizer, "tokenizer");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(pooling, "pooling");
        Objects.requireNonNull(prompt, "prompt");
        unsupported = List.copyOf(unsupported);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, got " + maxTokens);
        }
    }

    /**
     * Reads a directory's configuration.
     *
     * @param prompt
     *            the name of a prompt of the model; without it that which the model names as its default
     * @throws SmoothieException
     *             if it is no directory, lacks the graph or the tokenizer, or a configuration file cannot be understood
     */
    static ModelFolder read(Path directory, Optional<String> prompt) {
        if (!Files.isDirectory(directory)) {
            throw new SmoothieException(
                    "onnx: %s is not a directory%s; give the directory of a sentence-transformers export: model.onnx or onnx/model.onnx, and tokenizer.json"
                            .formatted(directory, Files.exists(directory) ? " but a file" : ": nothing is there"));
        }
        Path model = firstFile(directory, "model.onnx", "onnx/model.onnx");
        Path tokenizer = firstFile(directory, "tokenizer.json");
        ModelConfiguration configuration = new ModelConfiguration(directory);
        Path floats = directory.resolve("model.safetensors");
        return new ModelFolder(directory.toAbsolutePath().normalize().getFileName().toString(), false, model,
                Files.isRegularFile(floats) ? floats : model, tokenizer, configuration.pooling(),
                configuration.normalized(), configuration.unsupportedModules(), configuration.maxTokens(),
                configuration.prompt(prompt));
    }

    /** All files of a model's directory that vectors may depend on, sorted; nothing if there is no such directory. */
    static List<Path> files(Path directory) {
        var files = new ArrayList<Path>();
        for (Path folder : List.of(directory, directory.resolve("onnx"), directory.resolve("1_Pooling"))) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, file -> Files.isRegularFile(file)
                    && !file.getFileName().toString().startsWith("."))) {
                children.forEach(files::add);
            } catch (IOException | DirectoryIteratorException e) {
                throw new SmoothieException("onnx: cannot read %s: %s".formatted(folder, e.getMessage()), e);
            }
        }
        return files.stream().sorted().toList();
    }

    /** The same directory, as the bundled model under the given name. */
    ModelFolder named(String bundledName) {
        return new ModelFolder(bundledName, true, model, weights, tokenizer, pooling, normalized, unsupported,
                maxTokens,
                prompt);
    }

    private static Path firstFile(Path directory, String... candidates) {
        for (String candidate : candidates) {
            if (Files.isRegularFile(directory.resolve(candidate))) {
                return directory.resolve(candidate);
            }
        }
        throw new SmoothieException(
                "onnx: no %s in %s; export the model with Optimum (optimum-cli export onnx --model NAME DIR) or give another directory"
                        .formatted(String.join(" and no ", candidates), directory));
    }
}
