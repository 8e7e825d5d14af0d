package dev.smoothie.cli;

import dev.smoothie.engine.data.Dataset;
import dev.smoothie.engine.data.OutputFile;
import dev.smoothie.engine.data.SampleSource;
import dev.smoothie.engine.generate.GeneratorSpec;
import dev.smoothie.engine.generate.ModelsFile;
import dev.smoothie.engine.generate.Selection;
import dev.smoothie.engine.plugin.PluginSettings;
import dev.smoothie.engine.plugin.Plugins;
import java.io.PrintWriter;
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

/** {@code smoothie generate}: from prompts to generations. */
@Command(name = "generate", description = "Ask generators for their outputs, and write them as 'smoothie route' reads them.", footer = {
        "", "models.yaml is a list; one model with two prompts is two generators:", "  - name: small",
        "    plugin: openai                  # see 'smoothie plugins'",
        "    options: {model: small-1, base-url: \"http://127.0.0.1:8000/v1\", api-key-env: SMALL_KEY}",
        "    system: You are terse.          # optional, like all that follows",
        "    prompt: \"Answer: {input}\"       # and other fields of a prompt's JSON by name",
        "    price: {input: 0.15, output: 0.6}  # for a million tokens",
        "    concurrency: 8", "    requests-per-minute: 600",
        "    attempts: 8                     # for one output, with waits from backoff: 500ms on, doubled each time",
        "    outage: 2m                      # without any answer, until it is given up",
        "Every answer is in OUT.journal before the next request starts. Interrupted by whatever, the same command goes on and"
                + " asks nothing twice. Delete the journal to start afresh.",
        "", "Example: smoothie generate prompts.jsonl --models models.yaml -o generations.jsonl"})
final class GenerateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PROMPTS", arity = "1..*", description = "Samples with an input, in any layout that 'smoothie"
            + " route' reads; generations in them are not looked at.")
    private List<String> prompts;

    @Option(order = OptionSections.GENERAL, names = "--models", paramLabel = "models.yaml", required = true, description = "Whom"
            + " to ask.")
    private Path models;

    @Option(order = OptionSections.GENERAL + 1, names = {"-o",
            "--output"}, paramLabel = "OUT", required = true, description = "Where the generations go; the file appears whole"
                    + " or not at all, and OUT.journal beside it stays.")
    private String output;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--retry-failed", description = "Ask again for what failed for good in an earlier run.")
    private boolean retryFailed;

    @Option(order = OptionSections.GENERAL
            + 3, names = "--json", description = "The summary is one line of JSON, and nothing else goes to standard error.")
    private boolean json;

    @Mixin
    private PluginDirs directories;

    @Override
    public void run() {
        FilePlaces places = new FilePlaces(spec).reads("PROMPTS", prompts).reads("--models", Optional.of(models));
        ModelOptions.addGenerations(places, "--output", output);
        places.check();
        Path target = target(spec, output);
        PrintWriter err = spec.commandLine().getErr();
        List<GeneratorSpec> specs = ModelsFile.read(models);
        var settings = PluginSettings.ofUser(Runtime.getRuntime().availableProcessors());
        try (SampleSource source = SampleSource.of(prompts);
                Plugins plugins = Plugins.load(directories.roots(), settings)) {
            Dataset dataset = Dataset.scan(source);
            try (Generators generators = Generators.open(specs, plugins)) {
                if (!json) {
                    plugins.failures().forEach(err::println);
                }
                new GenerationRun(dataset, generators.all(), Selection.ALL, target, retryFailed).run(err)
                        .map(GenerationSummary::new).ifPresent(summary -> {
                            (json ? List.of(summary.json()) : summary.lines()).forEach(err::println);
                            err.flush();
                        });
            }
        }
    }

    /** Where generations go: a place for a file and its journal. */
    static Path target(CommandSpec spec, String output) {
        if (output.equals(OutputFile.STANDARD_OUTPUT)) {
            throw new ParameterException(spec.commandLine(),
                    "generations go to a file with its journal beside it, not to standard output; name one");
        }
        // Says early what would fail late.
        OutputFile.to(output).close();
        return Path.of(output);
    }
}
