package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.CompareFiles;
import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FamilyOptions;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.MetricOption;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.ReadingOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.PairTable;
import dev.smoothie.cli.printing.RunsTable;
import dev.smoothie.pipeline.Compare;
import dev.smoothie.pipeline.CompareRuns;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Sources;
import dev.smoothie.pipeline.report.PairComparison;
import dev.smoothie.pipeline.report.PairJson;
import dev.smoothie.pipeline.report.RunsComparison;
import dev.smoothie.pipeline.report.RunsJson;
import dev.smoothie.pipeline.truth.Metric;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie compare}: whether one generator is better than another, or has changed between two runs. */
@Command(name = "compare", description = {
        "Say whether one generator is better than another, or whether its answers have changed between two runs.",
        "A generator is a model, or a model with one prompt. By true scores where the samples have some; otherwise by"
                + " estimated errors, without labels, which takes the outputs of a third generator."}, footer = {"",
                        "The two are compared on the samples that both answered. An interval at 95 %% and a p-value say whether the"
                                + " difference may be chance (p above 0.05: it may), and how many samples would settle it. Where inputs are"
                                + " there, they are parted into topics of similar inputs, and each is compared by itself."
                                + " 'smoothie help evaluate' says more.",
                        "", "Examples:", "  smoothie compare model-a model-b outputs.jsonl",
                        "  smoothie compare model-a model-b outputs.jsonl --metric rougeL",
                        "  smoothie compare --before june.jsonl --after july.jsonl"})
final class CompareCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CompareFiles compared;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--json", description = "Print the comparison as one line of JSON. Default: as text.")
    private boolean json;

    @Mixin
    private MetricOption metricOption;

    @Option(order = OptionSections.METHOD
            + 1, names = "--no-truth", description = "Go by the estimate even where the samples have \"scores\".")
    private boolean noTruth;

    @Option(order = OptionSections.METHOD
            + 2, names = "--topics", paramLabel = "N", description = "Part the inputs into so many topics; 0 for none."
                    + " Default: up to 6, for 30 samples each.")
    private Integer topics;

    @Option(order = OptionSections.METHOD + 3, names = "--seed", paramLabel = "SEED", description = "Of random draws."
            + " Default: 1.")
    private int seed = 1;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private FamilyOptions familyOptions;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        compared.check();
        Optional<Metric> chosen = metricOption.metric();
        if (chosen.isPresent() && noTruth) {
            throw usage("--metric computes the truth, and --no-truth says not to use it; leave one of the two out");
        }
        if (compared.runs() && (noTruth || topics != null || files.generations().isPresent()
                || files.inputs().isPresent())) {
            throw usage(
                    "--no-truth, --topics, --input-embeddings and --generation-embeddings are for two generators of the same samples; leave them out with --before and --after");
        }
        if (topics != null && topics < 0) {
            throw usage("--topics must be at least 0, got " + topics);
        }
        new FilePlaces(spec).of(compared, files, familyOptions).check();
        Resources resources = computeOptions.resources(embedderOptions).withReading(reading.options());
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            if (compared.runs()) {
                runs(chosen, resources, console);
            } else {
                pair(chosen, resources, console);
            }
        }
    }

    private void pair(Optional<Metric> chosen, Resources resources, Console console) {
        List<String> pair = compared.generators();
        PairComparison found = new Compare(resources, files.with(compared.inputs()), pair.get(0), pair.get(1), chosen,
                noTruth, topics == null ? OptionalInt.empty() : OptionalInt.of(topics), familyOptions.plan(), seed)
                .run(console);
        print(json ? List.of(new PairJson(found).line()) : new PairTable(found).lines());
    }

    private void runs(Optional<Metric> chosen, Resources resources, Console console) {
        RunsComparison found = new CompareRuns(resources,
                new Sources(compared.before(), Optional.empty(), Optional.empty()),
                new Sources(compared.after(), Optional.empty(), Optional.empty()), compared.generators(), chosen, seed)
                .run(console);
        print(json ? List.of(new RunsJson(found).line()) : new RunsTable(found).lines());
    }

    private void print(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
