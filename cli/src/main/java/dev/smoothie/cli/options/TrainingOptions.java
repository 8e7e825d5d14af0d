package dev.smoothie.cli.options;

import dev.smoothie.pipeline.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that give training samples, from which generators are estimated instead of from the samples to route. */
public final class TrainingOptions implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.TRAINING, names = "--train", paramLabel = "FILE", arity = "1..*", description = "Learn from"
            + " the samples in these files, in any format of INPUT. It takes all files that follow, so write INPUT before"
            + " it. Default: learn from the outputs in INPUT.")
    private List<String> files = List.of();

    @Option(order = OptionSections.TRAINING
            + 1, names = "--train-input-embeddings", paramLabel = "X.npy", description = "Read the embeddings of their inputs"
                    + " from this file, [n, d]. Default: embed them.")
    private Path inputs;

    @Option(order = OptionSections.TRAINING
            + 2, names = "--train-generation-embeddings", paramLabel = "L.npy", description = "Read the embeddings of their"
                    + " outputs from this file, [n, m, d]. Default: embed them.")
    private Path generations;

    @Option(order = OptionSections.TRAINING
            + 3, names = "--fitted", paramLabel = "STATE", description = "Route by what 'smoothie fit' has learnt and kept in"
                    + " this folder, in the place of --train. View, comparison and embedder are those of the state.")
    private Path fitted;

    /** Checks that embeddings of training samples are only given with training samples. */
    public void check() {
        if (fitted != null && given()) {
            throw new ParameterException(spec.commandLine(),
                    "--fitted %s and --train cannot be given together: both are what to learn from; give one of them, or add the samples to the state with 'smoothie fit --add'"
                            .formatted(fitted));
        }
        requireFiles("--train-input-embeddings", inputs);
        requireFiles("--train-generation-embeddings", generations);
    }

    private void requireFiles(String option, Path embeddings) {
        if (embeddings != null && !given()) {
            throw new ParameterException(spec.commandLine(),
                    "%s %s needs --train FILE with the samples that it belongs to".formatted(option, embeddings));
        }
    }

    @Override
    public void addTo(FilePlaces places) {
        places.reads("--train", files).reads("--train-input-embeddings", inputs())
                .reads("--train-generation-embeddings", generations());
    }

    /** The folder of a fitted state; empty if none was given. */
    public Optional<Path> fitted() {
        return Optional.ofNullable(fitted);
    }

    /** Whether samples are routed by what others teach. */
    public boolean taught() {
        return given() || fitted != null;
    }

    public boolean given() {
        return !files.isEmpty();
    }

    public List<String> files() {
        return files;
    }

    private Optional<Path> inputs() {
        return Optional.ofNullable(inputs);
    }

    private Optional<Path> generations() {
        return Optional.ofNullable(generations);
    }

    /** The training samples; empty if there are none. */
    public Optional<Sources> sources() {
        return given() ? Optional.of(new Sources(files, inputs(), generations())) : Optional.empty();
    }
}
