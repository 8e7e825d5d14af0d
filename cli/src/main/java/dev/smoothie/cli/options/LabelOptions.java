package dev.smoothie.cli.options;

import dev.smoothie.core.labels.LabelFit;
import dev.smoothie.pipeline.Labelling;
import dev.smoothie.pipeline.Labelling.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that give labels to the paper's baselines that learn from labels. */
public final class LabelOptions implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.LABELS, names = "--labels", paramLabel = "FILE|FRACTION|N", description = {
            "Also try what labels would bring. Default: do not.",
            "N, such as 100: learn from 10, 20, 50 and so on up to N samples of INPUT, drawn at random, as 'route --labels'"
                    + " does, and judge the routes of the others",
            "FRACTION, such as 0.1: the same up to this part of INPUT; and two baselines of the paper that learn from labels"
                    + " of this part, which is then not judged",
            "FILE: these two baselines with the labelled samples in FILE (formats as for INPUT)"})
    private String labels;

    @Option(order = OptionSections.LABELS
            + 1, names = "--label-count", paramLabel = "N", defaultValue = "50", description = "How many of them a baseline"
                    + " learns from, drawn with replacement. Default: 50, as in the paper.")
    private Integer count;

    @Option(order = OptionSections.LABELS
            + 2, names = "--label-draws", paramLabel = "N", defaultValue = "10", description = "How often they are drawn;"
                    + " the mean score counts. Default: 10, as in the paper.")
    private Integer draws;

    @Option(order = OptionSections.LABELS
            + 3, names = "--label-input-embeddings", paramLabel = "X.npy", description = "Read the embeddings of the inputs of FILE"
                    + " from this file, [n, d]. Default: embed them.")
    private Path inputEmbeddings;

    @Option(order = OptionSections.LABELS
            + 4, names = "--seed", paramLabel = "N", defaultValue = "1", description = "The seed of all random draws;"
                    + " equal seeds give equal results. Default: 1.")
    private Integer seed;

    public int seed() {
        return seed;
    }

    /** Checks what can be checked before anything is read. */
    public void check() {
        if (count < 1 || draws < 1) {
            throw usage("--label-count and --label-draws must be at least 1, got %d and %d".formatted(count, draws));
        }
        if (labels != null && !isFile() && most().isEmpty()) {
            fraction();
        }
        if (inputEmbeddings != null && (labels == null || !isFile())) {
            throw usage("--label-input-embeddings %s needs --labels FILE with the samples that it belongs to"
                    .formatted(inputEmbeddings));
        }
    }

    @Override
    public void addTo(FilePlaces places) {
        places.reads("--label-input-embeddings", Optional.ofNullable(inputEmbeddings));
        if (given() && isFile()) {
            places.reads("--labels", labels);
        }
    }

    boolean given() {
        return labels != null;
    }

    private boolean isFile() {
        return Files.exists(Path.of(labels));
    }

    /** The largest number of labels, if a whole number of at least 2 was given. */
    private OptionalInt most() {
        try {
            int most = Integer.parseInt(labels);
            return most >= LabelFit.FEWEST_SAMPLES ? OptionalInt.of(most) : OptionalInt.empty();
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }

    private Origin origin() {
        if (isFile()) {
            return new Origin.OfFile(labels, Optional.ofNullable(inputEmbeddings));
        }
        return most().isPresent() ? new Origin.OfCount(most().getAsInt()) : new Origin.OfPart(fraction());
    }

    private double fraction() {
        try {
            double fraction = Double.parseDouble(labels);
            if (fraction > 0 && fraction < 1) {
                return fraction;
            }
        } catch (NumberFormatException _) {
            // Reported below.
        }
        throw usage(
                "--labels: '%s' is neither a file that exists, nor a fraction between 0 and 1, nor a number of samples from 2 on"
                        .formatted(labels));
    }

    /** The labels that were asked for; empty if none were. */
    public Optional<Labelling> labelling() {
        return given()
                ? Optional.of(new Labelling(origin(), count, draws))
                : Optional.empty();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
