package dev.smoothie.cli;

import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.ModelsFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Whom to ask, where {@code route} generates first. */
final class ModelOptions {

    @Option(order = OptionSections.MODELS, names = "--models", paramLabel = "models.yaml", description = "Generate first: INPUT"
            + " are prompts, and these generators are asked; see 'smoothie generate'. With --train each input is routed"
            + " before, and only the generator that it is routed to is asked.")
    private Path models;

    @Option(order = OptionSections.MODELS
            + 1, names = "--generations", paramLabel = "FILE", description = "Where the generations go, and with .journal after"
                    + " it the journal. Default: OUT.generations.jsonl.")
    private String generations;

    @Option(order = OptionSections.MODELS
            + 2, names = "--retry-failed", description = "Ask again for what failed for good in an earlier run.")
    private boolean retryFailed;

    boolean given() {
        return models != null;
    }

    /** Whether options are there that need {@code --models}. */
    boolean needed() {
        return generations != null || retryFailed;
    }

    /** The models.yaml; null without one. */
    Path file() {
        return models;
    }

    boolean retryFailed() {
        return retryFailed;
    }

    List<GeneratorSpec> read() {
        return ModelsFile.read(models);
    }

    /** Where generations go when routes go to {@code output}; null if that is to be said. */
    String generations(String output) {
        if (generations != null) {
            return generations;
        }
        return output.equals(OutputFile.STANDARD_OUTPUT) ? null : output + ".generations.jsonl";
    }
}
