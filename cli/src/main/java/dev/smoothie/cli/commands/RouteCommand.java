package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.CostOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FamilyOptions;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.LearningOption;
import dev.smoothie.cli.options.MethodOptions;
import dev.smoothie.cli.options.ModelOptions;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.ReportOption;
import dev.smoothie.cli.options.SampleFiles;
import dev.smoothie.cli.options.SearchOptions;
import dev.smoothie.cli.options.TrainingOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.RouteSummary;
import dev.smoothie.cli.report.Pages;
import dev.smoothie.core.Method;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.Asking;
import dev.smoothie.pipeline.MethodPlan;
import dev.smoothie.pipeline.Pricing;
import dev.smoothie.pipeline.Resources;
import dev.smoothie.pipeline.Route;
import dev.smoothie.pipeline.RouteResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie route}: chooses a generator for every sample, and prints a summary. */
@Command(name = "route", description = {
        "Pick for every input the best of the outputs that several models gave, without labels.",
        "A generator is a model, or a model with one prompt. A sample is one input with the outputs of all generators; to"
                + " route it is to pick one of them."}, footer = {
                        "", "A sample, one line of INPUT (null for a missing output, a list for several):",
                        "  {\"id\": \"q1\", \"input\": \"...\", \"generations\": {\"model-a\": \"...\", ...}}",
                        "A route, one line of OUT (the picked \"model\", and its output):",
                        "  {\"id\": \"q1\", \"model\": \"model-a\", \"generation\": \"...\",",
                        "   \"quality\": {\"model-a\": 0.31, ...}, \"error\": {\"model-a\": 0.14, ...}}",
                        "Error is the estimated squared distance between the embeddings of an output and of the unknown true output; lower is"
                                + " better. Quality is its inverse, scaled to sum to 1; higher is better. A summary goes to standard error."
                                + " 'smoothie help data' says more.",
                        "", "Examples:",
                        "  smoothie route outputs.jsonl -o routes.jsonl",
                        "  smoothie route outputs.jsonl --view 'regex:answer is (.*)' --neighbors 1",
                        "  smoothie route outputs.jsonl --budget 1.5 -o routes.jsonl",
                        "  smoothie route outputs.jsonl --labels scored.jsonl -o routes.jsonl",
                        "  smoothie route new-inputs.jsonl --train outputs.jsonl -o routes.jsonl",
                        "  smoothie route new-inputs.jsonl --fitted state -o routes.jsonl",
                        "  smoothie route prompts.jsonl --models models.yaml -o routes.jsonl"})
final class RouteCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = {"-o",
            "--output"}, paramLabel = "OUT", defaultValue = OutputFile.STANDARD_OUTPUT, description = "Write the routes"
                    + " to this file, which appears when it is complete. Default: standard output.")
    private String output;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--json", description = "Print the summary as one line of JSON, and nothing else on standard error."
                    + " Default: a table.")
    private boolean json;

    @Mixin
    private ReportOption report;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private LearningOption labels;

    @Mixin
    private ModelOptions modelOptions;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private MethodOptions methodOptions;

    @Mixin
    private CostOptions costOptions;

    @Mixin
    private SearchOptions searchOptions;

    @Mixin
    private FamilyOptions familyOptions;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        training.check();
        samples.requireOneStandardInput(Stream.concat(training.files().stream(), labels.names().stream()).toList());
        labels.check(training.given(), training.fitted().isPresent(), modelOptions.given());
        modelOptions.check(output, files.generations().isPresent());
        report.check();
        FilePlaces places = new FilePlaces(spec).writes("--output", output).of(samples, training, labels);
        modelOptions.addTo(places, output);
        places.of(files, costOptions, familyOptions, report).check();
        MethodPlan plan = methodOptions.plan(searchOptions.asked());
        check(plan, training.taught());
        training.fitted().ifPresent(embedderOptions::likeState);
        Resources resources = computeOptions.resources(embedderOptions).withReading(samples.reading());
        Optional<Asking> asking = modelOptions.asking(output);
        Pricing pricing = costOptions.pricing(asking.map(Asking::generators).orElse(List.of()));
        var route = new Route(resources, files.with(samples.names()), training.sources(), asking, plan, pricing,
                familyOptions.plan(), Optional.of(output), report.given(), labels.file(), training.fitted());
        PrintWriter err = spec.commandLine().getErr();
        try (Pages page = report.open(); Console console = new Console(err, json)) {
            Optional<RouteResult> found = route.run(console);
            if (found.isPresent()) {
                try (RouteResult result = found.get()) {
                    new RouteSummary(result).print(console, json);
                    page.write(result::page);
                }
            }
        }
    }

    private void check(MethodPlan plan, boolean taught) {
        Optional<Method> named = plan.named();
        if (modelOptions.given() && taught && named.filter(Method::weighsOutputs).isPresent()) {
            throw new ParameterException(spec.commandLine(),
                    "--method %s weighs the outputs of the samples that are routed, and with --models and --train none is there before the route is known; use --method local or --method global"
                            .formatted(named.get().label()));
        }
        named.ifPresent(method -> searchOptions.requireUse(method, taught));
    }
}
