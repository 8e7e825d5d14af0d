package dev.smoothie.cli.options;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.Asking;
import dev.smoothie.pipeline.generation.Generation;
import dev.smoothie.pipeline.generation.GeneratorSpec;
import dev.smoothie.pipeline.generation.ModelsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options by which {@code route} generates outputs before it routes: which generators are asked, and where their
 * outputs are written.
 */
public final class ModelOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.MODELS, names = "--models", paramLabel = "models.yaml", description = "INPUT holds prompts: first"
            + " ask the generators in this file for outputs ('smoothie generate --help' shows one). With --train each input"
            + " is routed first, and only the chosen generator is asked. Default: the outputs are in INPUT.")
    private Path models;

    @Option(order = OptionSections.MODELS
            + 1, names = "--generations", paramLabel = "FILE", description = "Write the answers to this file, and beside it a"
                    + " journal, by which an interrupted run can go on. Default: OUT.generations.jsonl.")
    private String generations;

    @Option(order = OptionSections.MODELS
            + 2, names = "--retry-failed", description = "Ask again for outputs that failed in an earlier run."
                    + " Default: do not.")
    private boolean retryFailed;

    @Option(order = OptionSections.MODELS
            + 3, names = "--keep-thinking", description = "Write the reasoning of models that show it, beside their"
                    + " answers: the field \"reasoning\". Default: it is kept in the journal alone.")
    private boolean keepThinking;

    public boolean given() {
        return models != null;
    }

    /**
     * Checks that these options fit together with the others.
     *
     * @param output
     *            where routes are written
     * @param embedded
     *            whether embeddings of outputs are given
     */
    public void check(String output, boolean embedded) {
        if (!given() && (generations != null || retryFailed || keepThinking)) {
            throw usage(
                    "--generations, --retry-failed and --keep-thinking only work together with --models; add --models models.yaml, or leave them out");
        }
        if (given() && target(output).isEmpty()) {
            throw usage(
                    "--models asks for outputs, which must be kept in a file: give --output OUT, or --generations FILE");
        }
        if (given() && embedded) {
            throw usage(
                    "--generation-embeddings are embeddings of outputs that exist, and --models asks for new ones; leave one of the two out");
        }
    }

    /** Adds the files that these options name; {@code output} is where routes are written. */
    public void addTo(FilePlaces places, String output) {
        if (given()) {
            places.reads("--models", Optional.of(models));
            target(output).ifPresent(target -> addGenerations(places, "--generations", target));
        }
    }

    /**
     * Adds the file of outputs and the journal beside it. {@code what} is the option that the user gave the file by.
     */
    public static void addGenerations(FilePlaces places, String what, String target) {
        places.writes(what, target);
        if (!OutputFile.isStandardOutput(target)) {
            places.writes("the journal of " + what, Optional.of(Generation.journalOf(Path.of(target))));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * The generators to ask, read from the file of {@code --models}; empty without that option. {@code output} is where
     * routes are written.
     */
    public Optional<Asking> asking(String output) {
        return given()
                ? Optional.of(asking(spec, models, target(output).orElseThrow(), retryFailed,
                        keepThinking))
                : Optional.empty();
    }

    /**
     * The generators to ask, read from {@code models}.
     *
     * @throws ParameterException
     *             if {@code target} is standard output, beside which no journal can be kept
     */
    public static Asking asking(CommandSpec spec, Path models, String target, boolean retryFailed,
            boolean keepThinking) {
        GenerationTarget.requireFile(spec, target);
        return asking(models, ModelsFile.read(models), target, retryFailed, keepThinking);
    }

    /** The judges to ask, read from {@code judges}; {@code target} is not standard output. */
    public static Asking judges(Path judges, String target, boolean retryFailed) {
        return asking(judges, ModelsFile.readJudges(judges), target, retryFailed, false);
    }

    private static Asking asking(Path models, List<GeneratorSpec> generators, String target, boolean retryFailed,
            boolean keepThinking) {
        // Fails now if the file cannot be written, and not after the outputs have been generated.
        OutputFile.check(Path.of(target));
        return new Asking(generators, models, Path.of(target), retryFailed, keepThinking);
    }

    /** Where outputs are written when routes are written to {@code output}; empty if neither option names a file. */
    private Optional<String> target(String output) {
        return Optional.ofNullable(generations).or(() -> GenerationTarget.isNoFile(output)
                ? Optional.empty()
                : Optional.of(output + ".generations.jsonl"));
    }
}
