package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.FitFiles;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    @Mixin
    private FitFiles state;

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
        state.check();
        if (neighbors != null && neighbors < 1) {
            throw new ParameterException(spec.commandLine(), "--neighbors must be at least 1, got " + neighbors);
        }
        if (state.checked().isPresent()) {
            try (FittedState whole = FittedState.open(state.checked().get())) {
                whole.check();
                spec.commandLine().getOut().printf("%s is whole: %d files%n", whole.folder(),
                        whole.manifest().files().size());
            }
            return;
        }
        new FilePlaces(spec).reads("--prices", Optional.ofNullable(prices)).of(state, files).check();
        state.fitted().ifPresent(embedderOptions::likeState);
        Resources resources = computeOptions.resources(embedderOptions).withReading(reading.options());
        var pricing = new Pricing(Optional.empty(),
                prices == null ? Map.of() : ModelsFile.prices(ModelsFile.read(prices)));
        var fit = new Fit(resources, files.with(state.names()), state.fitted(), state.output(),
                neighbors == null ? OptionalInt.empty() : OptionalInt.of(neighbors), searchOptions.asked(), pricing,
                embedderOptions.named(), version());
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            Fit.Result result = fit.run(console);
            PrintWriter out = spec.commandLine().getOut();
            new FittedTable(result).lines().forEach(out::println);
            out.flush();
            console.note("next: smoothie route INPUT --fitted %s -o routes.jsonl".formatted(state.output()));
        }
    }

    private static String version() {
        try {
            return Version.smoothie();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
