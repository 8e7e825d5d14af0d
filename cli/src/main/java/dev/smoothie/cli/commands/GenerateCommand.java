package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.GenerationTarget;
import dev.smoothie.cli.options.ModelOptions;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PluginDirs;
import dev.smoothie.cli.options.ReadingOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.GenerationTable;
import dev.smoothie.pipeline.Asking;
import dev.smoothie.pipeline.Generate;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Review;
import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.report.GenerationJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code smoothie generate}: asks language models for their outputs to prompts. */
@Command(name = "generate", description = {
        "Ask language models for outputs, for reviews of outputs, or both, and write a file that 'smoothie route' reads.",
        "A generator is a model with one prompt and its settings; models.yaml lists the generators to ask."}, footer = {
                "", "models.yaml is a list. A model with two prompts is two entries. An entry:", "  - name: small",
                "    plugin: openai                  # 'smoothie plugins' lists them",
                "    options: {model: small-1, base-url: \"http://localhost:8000/v1\",",
                "              api-key-env: SMALL_KEY}",
                "    system: You are terse.          # optional, and so is all below",
                "    prompt: \"Answer: {input}\"       # {NAME}: that field of the sample",
                "    price: {input: 0.15, output: 0.6}  # money for a million tokens",
                "    concurrency: 8                  # how many requests at once",
                "    requests-per-minute: 600        # at most",
                "    attempts: 8                     # how often one output is asked for",
                "    backoff: 500ms                  # the wait before the next one; it doubles",
                "    outage: 2m                      # given up when nothing came for so long",
                "    review-prompt: \"...{answers}\"   # as a judge (--reviews), instead of our prompt",
                "",
                "Every answer is in OUT.journal before the next request starts. If the command is interrupted, run it again: it goes"
                        + " on, and asks for nothing that is in the journal. To start afresh, delete OUT.journal.",
                "", "Examples:", "  smoothie generate prompts.jsonl --models models.yaml -o outputs.jsonl",
                "  smoothie generate outputs.jsonl --reviews judges.yaml -o reviewed.jsonl"})
final class GenerateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PROMPTS", arity = "1..*", description = "Files of samples with an \"input\", in any format that"
            + " 'smoothie route' reads. Outputs in them are ignored, except that with --reviews alone they are what is"
            + " reviewed.")
    private List<String> prompts;

    @Option(order = OptionSections.GENERAL, names = "--models", paramLabel = "models.yaml", description = "The"
            + " file that lists the generators to ask, as shown below. Default: none is asked, and --reviews is needed.")
    private Path models;

    @Option(order = OptionSections.GENERAL
            + 4, names = "--reviews", paramLabel = "models.yaml", description = "The file that"
                    + " lists the judges, in the same form. Each sees the outputs of a sample in an order of chance and without"
                    + " names, and scores them from 1 to 10. The scores go into the field \"reviews\". Default: none.")
    private Path reviews;

    @Option(order = OptionSections.GENERAL + 1, names = {"-o",
            "--output"}, paramLabel = "OUT", required = true, description = "Write the outputs to this file, which appears"
                    + " when it is complete. OUT.journal beside it keeps every answer as it comes.")
    private String output;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--retry-failed", description = "Ask again for outputs and reviews that failed in an earlier run."
                    + " Default: do not.")
    private boolean retryFailed;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--keep-thinking", description = "Write the reasoning of models that show it, beside their"
                    + " outputs: the field \"reasoning\". Default: it is kept in OUT.journal alone, and never in an output.")
    private boolean keepThinking;

    @Option(order = OptionSections.GENERAL
            + 3, names = "--json", description = "Print the summary as one line of JSON, and nothing else on standard error."
                    + " Default: a table.")
    private boolean json;

    @Mixin
    private ReadingOptions reading;

    @Mixin
    private PluginDirs directories;

    @Override
    public void run() {
        check();
        var resources = Resources.standard(directories.roots().toArray(Path[]::new))
                .withReading(reading.options());
        Optional<Asking> judges = Optional.ofNullable(reviews)
                .map(file -> ModelOptions.judges(file, output, retryFailed));
        Optional<Generate> generate = Optional.ofNullable(models)
                .map(file -> new Generate(resources, prompts, ModelOptions.asking(spec, file, output, retryFailed,
                        keepThinking), judges));
        Optional<Review> review = judges
                .map(whom -> new Review(resources, generate.isPresent() ? List.of(output) : prompts, whom));
        try (Console console = new Console(spec.commandLine().getErr(), json)) {
            Optional<List<GeneratorReport>> outputs = generate.map(asked -> asked.run(console))
                    .orElse(Optional.of(List.of()));
            outputs.ifPresent(reports -> {
                if (!json && generate.isPresent()) {
                    new GenerationTable(reports).lines().forEach(console::print);
                }
                review.map(asked -> asked.run(console)).orElse(Optional.of(List.of()))
                        .ifPresent(found -> print(console, reports, found));
            });
        }
    }

    private void print(Console console, List<GeneratorReport> outputs, List<GeneratorReport> found) {
        if (json) {
            console.print(new GenerationJson(outputs, found).line());
        } else if (reviews != null) {
            new GenerationTable(found, true).lines().forEach(console::print);
        }
    }

    private void check() {
        if (models == null && reviews == null) {
            throw new ParameterException(spec.commandLine(),
                    "nobody to ask: give --models models.yaml for outputs, --reviews models.yaml for reviews, or both");
        }
        if (models == null && keepThinking) {
            throw new ParameterException(spec.commandLine(),
                    "--keep-thinking only works together with --models; add --models models.yaml, or leave it out");
        }
        GenerationTarget.requireFile(spec, output);
        FilePlaces places = new FilePlaces(spec).reads("PROMPTS", prompts)
                .reads("--models", Optional.ofNullable(models)).reads("--reviews", Optional.ofNullable(reviews));
        ModelOptions.addGenerations(places, "--output", output);
        if (reviews != null) {
            places.writes("the journal of --reviews", Optional.of(Review.journalOf(Path.of(output))));
        }
        places.check();
    }
}
