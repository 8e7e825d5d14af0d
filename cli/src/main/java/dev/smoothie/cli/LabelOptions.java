package dev.smoothie.cli;

import dev.smoothie.engine.EmbeddedDataset;
import dev.smoothie.engine.Evaluator.Labelled;
import dev.smoothie.engine.Samples;
import dev.smoothie.engine.compute.Matrix;
import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.View;
import dev.smoothie.engine.embed.EmbeddingPipeline.Part;
import dev.smoothie.engine.evaluate.LabelledBaselines;
import dev.smoothie.engine.evaluate.Metric;
import dev.smoothie.engine.evaluate.Truth;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Labels to learn from, for the baselines of the paper. */
final class LabelOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.LABELS, names = "--labels", paramLabel = "FILE|FRACTION", description = "Labelled samples in"
            + " any layout of INPUT; or this part of INPUT, such as 0.1, which is drawn at random and not judged.")
    private String labels;

    @Option(order = OptionSections.LABELS
            + 1, names = "--label-count", paramLabel = "N", defaultValue = "50", description = "How many of them are drawn for a baseline, with"
                    + " replacement. Default: 50, as in the paper.")
    private Integer count;

    @Option(order = OptionSections.LABELS
            + 2, names = "--label-draws", paramLabel = "N", defaultValue = "10", description = "How often. Default: 10, as in the paper.")
    private Integer draws;

    @Option(order = OptionSections.LABELS
            + 3, names = "--label-input-embeddings", paramLabel = "X.npy", description = "Embeddings of the inputs of FILE, [n, d].")
    private Path inputEmbeddings;

    @Option(order = OptionSections.LABELS
            + 4, names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of all draws: labels and intervals. Default: 1.")
    private Integer seed;

    int seed() {
        return seed;
    }

    /** Checks what can be checked before anything is read. */
    void check() {
        if (count < 1 || draws < 1) {
            throw usage("--label-count and --label-draws must be at least 1, got %d and %d".formatted(count, draws));
        }
        if (labels != null && !isFile()) {
            fraction();
        }
        if (inputEmbeddings != null && (labels == null || !isFile())) {
            throw usage("--label-input-embeddings %s needs --labels FILE with the samples that it belongs to"
                    .formatted(inputEmbeddings));
        }
    }

    void addTo(FilePlaces places) {
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

    private double fraction() {
        try {
            double fraction = Double.parseDouble(labels);
            if (fraction > 0 && fraction < 1) {
                return fraction;
            }
        } catch (NumberFormatException _) {
            // Reported below.
        }
        throw usage("--labels: '%s' is neither a file nor a fraction between 0 and 1".formatted(labels));
    }

    /** The labels, from a file of their own or out of the samples that are evaluated. */
    Optional<Labelled> labelled(Session session, Arena arena, Samples samples, Truth truth, List<String> generators,
            Optional<Metric> metric, View view) {
        if (!given()) {
            return Optional.empty();
        }
        return Optional.of(isFile()
                ? ofFile(session, arena, generators, metric, view)
                : ofPart(arena, samples, truth));
    }

    private Labelled ofFile(Session session, Arena arena, List<String> generators, Optional<Metric> metric, View view) {
        Dataset dataset = session.scan(List.of(labels));
        Truth truth = Truth.read(arena, dataset, generators, metric);
        var origin = session.origin(Optional.ofNullable(inputEmbeddings), Optional.empty(), view);
        var embedded = EmbeddedDataset.load(arena, dataset, generators, EnumSet.of(Part.INPUTS), origin);
        embedded.report().ifPresent(report -> session.report(report, view));
        return new Labelled(baselines(embedded.samples().inputs().orElseThrow(), truth.scores()), new BitSet());
    }

    private Labelled ofPart(Arena arena, Samples samples, Truth truth) {
        int n = samples.size();
        int wanted = Math.clamp(Math.round(fraction() * n), 1, Math.max(1, n - 1));
        int[] drawn = new Random(seed).ints(0, n).distinct().limit(wanted).sorted().toArray();
        Matrix scores = Matrix.allocate(arena, wanted, truth.scores().columns());
        var taken = new BitSet();
        for (int row = 0; row < wanted; row++) {
            scores.write(row, truth.scores().row(drawn[row]));
            taken.set(drawn[row]);
        }
        Embeddings inputs = samples.inputs().orElseThrow().gather(arena, drawn);
        return new Labelled(baselines(inputs, scores), taken);
    }

    private LabelledBaselines baselines(Embeddings inputs, Matrix scores) {
        return new LabelledBaselines(inputs, scores, count, draws, seed);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
