package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.SampleFiles;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.Embed;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.embedding.Comparison;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie embed}: writes embeddings to files, for later runs and for other programs. */
@Command(name = "embed", description = {
        "Turn inputs and outputs into embeddings, and write these to .npy files for later runs.",
        "An embedding is the list of numbers that stands for a text; similar texts have similar numbers. A generator is a"
                + " model, or a model with one prompt, whose outputs are compared."}, footer = {"",
                        "The files hold 32-bit floating-point numbers in C order. Generators are in the order in which the samples first name"
                                + " them. A missing output is written as zeros.",
                        "", "Example: smoothie embed outputs.jsonl --inputs x.npy --generations l.npy"})
final class EmbedCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = "--inputs", paramLabel = "X.npy", description = "Write the"
            + " embeddings of the inputs to this file: shape [n, d], for n samples of d numbers. Default: do not.")
    private Path inputsFile;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--generations", paramLabel = "L.npy", description = "Write the embeddings of the outputs to this"
                    + " file: shape [n, m, d], for m generators; [n, r, m, d] for lists of up to r outputs. Default: do not.")
    private Path generationsFile;

    @Option(order = OptionSections.COMPUTE, names = "--threads", paramLabel = "N", description = "How many threads to use. Default: one for each processor.")
    private Integer threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private EmbedderOptions embedderOptions;

    @Override
    public void run() {
        Optional<Path> inputs = Optional.ofNullable(inputsFile);
        Optional<Path> generations = Optional.ofNullable(generationsFile);
        if (inputs.isEmpty() && generations.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "nothing to write: give --inputs X.npy, --generations L.npy or both");
        }
        new FilePlaces(spec).of(samples).writes("--inputs", inputs).writes("--generations", generations).check();
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, got " + threads);
        }
        samples.requireOneStandardInput(List.of());
        // A backend is looked for only to learn whether a card can embed.
        if (embedderOptions.comparison() == Comparison.EQUALITY) {
            throw new ParameterException(spec.commandLine(),
                    "--compare equality needs no embeddings, so there is nothing to embed; leave it out");
        }
        var resources = new Resources(() -> Backends.choose("auto"), new Workers(threads), embedderOptions.roots(),
                embedderOptions.embedder(), embedderOptions.place(), embedderOptions.view(),
                Comparison.EMBEDDING, embedderOptions.cache(), samples.reading());
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            new Embed(resources, samples.names(), inputs, generations).run(console);
        }
    }
}
