package dev.smoothie.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which samples to learn from, where those to route do not teach themselves. */
final class TrainingOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.TRAINING, names = "--train", paramLabel = "FILE", arity = "1..*", description = "Samples to"
            + " learn from, in any layout of INPUT. Takes all files that follow it: put INPUT before it.")
    private List<String> files = List.of();

    @Option(order = OptionSections.TRAINING
            + 1, names = "--train-input-embeddings", paramLabel = "X.npy", description = "Embeddings of their inputs, [n, d].")
    private Path inputs;

    @Option(order = OptionSections.TRAINING
            + 2, names = "--train-generation-embeddings", paramLabel = "L.npy", description = "Embeddings of their outputs, [n, m, d].")
    private Path generations;

    /** Checks that embeddings belong to something. */
    void check() {
        requireFiles("--train-input-embeddings", inputs);
        requireFiles("--train-generation-embeddings", generations);
    }

    private void requireFiles(String option, Path embeddings) {
        if (embeddings != null && !given()) {
            throw new ParameterException(spec.commandLine(),
                    "%s %s needs --train FILE with the samples that it belongs to".formatted(option, embeddings));
        }
    }

    void addTo(FilePlaces places) {
        places.reads("--train", files).reads("--train-input-embeddings", inputs())
                .reads("--train-generation-embeddings", generations());
    }

    boolean given() {
        return !files.isEmpty();
    }

    List<String> files() {
        return files;
    }

    Optional<Path> inputs() {
        return Optional.ofNullable(inputs);
    }

    Optional<Path> generations() {
        return Optional.ofNullable(generations);
    }
}
