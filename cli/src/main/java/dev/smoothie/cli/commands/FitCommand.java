package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.ReadingOptions;
import dev.smoothie.cli.options.SearchOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.FittedTable;
import dev.smoothie.cli.printing.Version;
import dev.smoothie.pipeline.Fit;
import dev.smoothie.pipeline.Pricing;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.generation.ModelsFile;
import dev.smoothie.pipeline.text.InputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smoothie fit}: learns from samples, and keeps what routing others needs in a folder. */
@Command(name = "fit", description = {
        "Learn from samples what routing other inputs needs, and keep it in a folder: a fitted state.",
        "It holds embeddings and estimates, and no texts. 'smoothie route --fitted' then routes as --train would, without"
                + " reading, embedding or estimating these samples again."}, footer = {"",
                        "Where outputs are answers (--view answer, choice, ..., or --compare equality), what is learnt of each output is the"
                                + " probability that it is wrong, as the votes tell. 'smoothie help fit' says more.",
                        "", "Examples:", "  smoothie fit outputs.jsonl --view answer -o state",
                        "  smoothie route new-inputs.jsonl --fitted state -o routes.jsonl",
                        "  smoothie fit --add more.jsonl --fitted state -o state", "  smoothie fit --check state"})
final class FitCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TRAIN", arity = "0..*", description = "Files with samples and their outputs, in any format of"
            + " INPUT of 'smoothie route'; - is standard input.")
    private List<String> samples = List.of();

    @Option(order = OptionSections.GENERAL, names = {"-o",
            "--output"}, paramLabel = "STATE", description = "Write the state to this folder, which appears when it is complete."
                    + " A state that is there is replaced.")
    private Path output;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--add", paramLabel = "MORE", arity = "1..*", description = "Add the samples in these files to those of"
                    + " --fitted, which are not embedded again.")
    private List<String> added = List.of();

    @Option(order = OptionSections.GENERAL
            + 2, names = "--fitted", paramLabel = "STATE", description = "The state that --add adds to. It stays as it is,"
                    + " unless --output names it too.")
    private Path fitted;

    @Option(order = OptionSections.GENERAL
            + 3, names = "--check", paramLabel = "STATE", description = "Only read all files of a state, and compare them with"
                    + " what was written.")
    private Path checked;

    @Option(order = OptionSections.METHOD, names = "--neighbors", paramLabel = "K", description = "How many similar inputs"
            + " the routes by answers will look at. Default: 20.")
    private Integer neighbors;

    @Mixin
    private SearchOptions searchOptions;

    @Option(order = OptionSections.COST, names = "--prices", paramLabel = "models.yaml", description = "Take the prices of"
            + " the generators from this file, if no sample has a \"cost\". Default: no prices.")
    private Path prices;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        check();
        if (checked != null) {
            try (FittedState state = FittedState.open(checked)) {
                state.check();
                spec.commandLine().getOut().printf("%s is whole: %d files%n", checked, state.manifest().files().size());
            }
            return;
        }
        List<String> names = added.isEmpty() ? samples : added;
        new FilePlaces(spec).writes("--output", output.toString()).reads(added.isEmpty() ? "TRAIN" : "--add", names)
                .reads("--prices", Optional.ofNullable(prices)).of(files).check();
        if (fitted != null) {
            embedderOptions.like(FittedState.manifest(fitted));
        }
        Resources resources = computeOptions.resources(embedderOptions).withReading(reading.options());
        var pricing = new Pricing(Optional.empty(),
                prices == null ? Map.of() : ModelsFile.prices(ModelsFile.read(prices)));
        var fit = new Fit(resources, files.with(names), Optional.ofNullable(fitted), output,
                neighbors == null ? OptionalInt.empty() : OptionalInt.of(neighbors), searchOptions.asked(), pricing,
                embedderOptions.named(), version());
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            Fit.Result result = fit.run(console);
            PrintWriter out = spec.commandLine().getOut();
            new FittedTable(result).lines().forEach(out::println);
            out.flush();
            console.note("next: smoothie route INPUT --fitted %s -o routes.jsonl".formatted(output));
        }
    }

    private void check() {
        if (checked != null) {
            if (!samples.isEmpty() || !added.isEmpty() || output != null || fitted != null) {
                throw usage("--check %s only checks a state; leave the samples, --add, --fitted and --output out"
                        .formatted(checked));
            }
            return;
        }
        if (added.isEmpty() != (fitted == null)) {
            throw usage(added.isEmpty()
                    ? "--fitted %s needs --add MORE with the samples to add to it".formatted(fitted)
                    : "--add needs --fitted STATE, the state to add to; for a new state give the samples without --add");
        }
        if (!added.isEmpty() && !samples.isEmpty()) {
            throw usage("samples are given with --add and without; give all with --add, after the option: %s"
                    .formatted(String.join(" ", samples)));
        }
        if (added.isEmpty() && samples.isEmpty()) {
            throw usage("Missing required parameter: 'TRAIN'");
        }
        if (output == null) {
            throw usage("Missing required option: '--output=STATE'");
        }
        if (neighbors != null && neighbors < 1) {
            throw usage("--neighbors must be at least 1, got " + neighbors);
        }
        if ((added.isEmpty() ? samples : added).stream().filter(InputFile.STANDARD_INPUT::equals).count() > 1) {
            throw usage("standard input (-) is given twice, and it can be read only once; give a file for the other");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static String version() {
        try {
            return Version.smoothie();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
