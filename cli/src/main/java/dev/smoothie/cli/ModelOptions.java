package dev.smoothie.cli;

import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.generate.Generation;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.ModelsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom to ask, where {@code route} generates first. */
final class ModelOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

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

    /**
     * Checks that these options make sense with the others.
     *
     * @param output
     *            where routes go
     * @param embedded
     *            whether embeddings of outputs are given
     */
    void check(String output, boolean embedded) {
        if (!given() && (generations != null || retryFailed)) {
            throw usage("--generations and --retry-failed are for --models; name a models.yaml, or leave them out");
        }
        if (given() && target(output).isEmpty()) {
            throw usage("--models needs a place for what is generated: give --output OUT, or --generations FILE");
        }
        if (given() && embedded) {
            throw usage(
                    "--generation-embeddings are of outputs that are there, and --models generates others; leave one out");
        }
    }

    /** {@code output} is where routes go. */
    void addTo(FilePlaces places, String output) {
        if (given()) {
            places.reads("--models", Optional.of(models));
            target(output).ifPresent(target -> addGenerations(places, "--generations", target));
        }
    }

    /** Where generations go, {@code what} says so, and their journal beside them. */
    static void addGenerations(FilePlaces places, String what, String target) {
        places.writes(what, target);
        if (!target.equals(OutputFile.STANDARD_OUTPUT)) {
            places.writes("the journal of " + what, Optional.of(Generation.journalOf(Path.of(target))));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
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

    /** Where generations go when routes go to {@code output}; empty if nobody says. */
    Optional<String> target(String output) {
        return Optional.ofNullable(generations).or(() -> output.equals(OutputFile.STANDARD_OUTPUT)
                ? Optional.empty()
                : Optional.of(output + ".generations.jsonl"));
    }
}
