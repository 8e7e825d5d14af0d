package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.CostOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.LabelOptions;
import dev.smoothie.cli.options.MetricOption;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.ReportOption;
import dev.smoothie.cli.options.SampleFiles;
import dev.smoothie.cli.options.SearchOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.EvaluationTable;
import dev.smoothie.cli.report.Pages;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.pipeline.Evaluate;
import dev.smoothie.pipeline.EvaluateResult;
import dev.smoothie.pipeline.Pricing;
import dev.smoothie.pipeline.report.EvaluationData;
import dev.smoothie.pipeline.report.EvaluationJson;
import dev.smoothie.pipeline.truth.Metric;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code smoothie evaluate}: compares all methods with the truth. */
@Command(name = "evaluate", description = {
        "Compare all methods with the truth, where some is known.",
        "A method picks one output of every sample: an input with the outputs of all generators, which are models, or models"
                + " with one prompt. Its score is the mean true score of what it picked."}, footer = {
                        "",
                        "The truth is the field \"scores\" of a sample; with --metric it is computed from its field \"reference\", a text or a"
                                + " list of texts:",
                        "  {\"id\": \"q1\", \"input\": \"...\", \"generations\": {\"model-a\": \"...\", ...},",
                        "   \"scores\": {\"model-a\": 1.0, ...}, \"reference\": \"...\", \"dataset\": \"...\"}",
                        "In the table, '- best peer' is the difference to the best other method without labels, '- best single' that to the"
                                + " generator that is best over all samples. Intervals are at 95 %%, by a paired bootstrap over the samples."
                                + " The oracles know the truth that they are judged by. 'smoothie help evaluate' says more.",
                        "", "Examples:", "  smoothie evaluate outputs.jsonl --neighbors 5,20",
                        "  smoothie evaluate outputs.jsonl --budget 1.5",
                        "  smoothie evaluate outputs.jsonl --metric rougeL --labels 0.1 --json"})
final class EvaluateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL, names = {"-o",
            "--output"}, paramLabel = "OUT", description = "Also write what each method picked to this file, which appears when it is"
                    + " complete. Default: do not.")
    private String output;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--json", description = "Print the results as one line of JSON. Default: as tables.")
    private boolean json;

    @Mixin
    private ReportOption report;

    @Mixin
    private MetricOption metricOption;

    @Option(order = OptionSections.METHOD
            + 1, names = "--neighbors", paramLabel = "K", split = ",", description = "Try the method local, which"
                    + " judges by similar inputs, with these numbers of them, besides 1. Samples without inputs are"
                    + " judged by the methods that need none. Default: 5,20,50.")
    private List<Integer> neighbors;

    @Mixin
    private CostOptions costOptions;

    @Mixin
    private SearchOptions searchOptions;

    @Mixin
    private LabelOptions labelOptions;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        samples.requireOneStandardInput(List.of());
        Optional<Metric> chosen = metricOption.metric();
        checkNeighbors();
        labelOptions.check();
        Pricing pricing = costOptions.pricing(List.of());
        if (output != null && OutputFile.isStandardOutput(output)) {
            throw new ParameterException(spec.commandLine(),
                    "--output %s: standard output is for the table, and the choices cannot go there too; name a file"
                            .formatted(output));
        }
        report.check();
        new FilePlaces(spec).writes("--output", output).of(samples, labelOptions, files, costOptions, report).check();
        var evaluate = new Evaluate(computeOptions.resources(embedderOptions).withReading(samples.reading()),
                files.with(samples.names()), chosen, Optional.ofNullable(neighbors), searchOptions.asked(), pricing,
                labelOptions.labelling(), labelOptions.seed(), Optional.ofNullable(output));
        try (Pages page = report.open();
                Console console = new Console(spec.commandLine().getErr(), false);
                EvaluateResult result = evaluate.run(console)) {
            print(console, result.evaluation());
            page.write(result::page);
        }
    }

    private void checkNeighbors() {
        Optional.ofNullable(neighbors).orElse(List.of()).stream().filter(k -> k < 1).findFirst().ifPresent(k -> {
            throw new ParameterException(spec.commandLine(), "--neighbors must be at least 1, got " + k);
        });
    }

    private void print(Console console, EvaluationData found) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            found.leftOut().ifPresent(console::note);
            out.println(new EvaluationJson(found).line());
        } else {
            new EvaluationTable(found).lines().forEach(out::println);
        }
        out.flush();
        found.evaluation().notes().forEach(console::note);
    }
}
