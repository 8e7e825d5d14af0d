package dev.smoothie.cli.commands;

import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.options.CostOptions;
import dev.smoothie.cli.options.EmbedderOptions;
import dev.smoothie.cli.options.EmbeddingFiles;
import dev.smoothie.cli.options.FilePlaces;
import dev.smoothie.cli.options.MetricOption;
import dev.smoothie.cli.options.OptionSections;
import dev.smoothie.cli.options.PolicyOptions;
import dev.smoothie.cli.options.SampleFiles;
import dev.smoothie.cli.options.TrainingOptions;
import dev.smoothie.cli.printing.Console;
import dev.smoothie.cli.printing.ReplayTable;
import dev.smoothie.pipeline.PolicyChoice;
import dev.smoothie.pipeline.Pricing;
import dev.smoothie.pipeline.Replay;
import dev.smoothie.pipeline.report.PolicyJson;
import dev.smoothie.pipeline.report.PolicyReplay;
import dev.smoothie.pipeline.truth.Metric;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code smoothie replay}: what policies would have cost, and how good their answers would have been. */
@Command(name = "replay", description = {
        "Say what asking fewer models would have cost, and how good the answers would have been, without labels.",
        "INPUT are samples that all generators have answered, such as the samples of a log; a generator is a model, or a"
                + " model with one prompt. A policy says which generators are asked for a sample, and whose output is taken."}, footer = {
                        "",
                        "The generators are learned from INPUT itself, each half of the samples from the other, or from --train or --fitted."
                                + " It must be known what outputs cost: a \"cost\" in the samples, or --prices. Samples with outputs of some"
                                + " generators only are told apart. Where there are \"scores\", the policies are also compared by them."
                                + " 'smoothie help policies' says more.",
                        "", "Examples:", "  smoothie replay outputs.jsonl --view answer --prices models.yaml",
                        "  smoothie replay outputs.jsonl --prices models.yaml --policy cascade --share 0.95",
                        "  smoothie replay log.jsonl --fitted state --prices models.yaml --budget 1.5"})
final class ReplayCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SampleFiles samples;

    @Option(order = OptionSections.GENERAL
            + 1, names = "--json", description = "Print the results as one line of JSON. Default: as tables.")
    private boolean json;

    @Mixin
    private PolicyOptions policyOptions;

    @Mixin
    private MetricOption metricOption;

    @Mixin
    private CostOptions costOptions;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private EmbeddingFiles files;

    @Mixin
    private EmbedderOptions embedderOptions;

    @Mixin
    private ComputeOptions computeOptions;

    @Override
    public void run() {
        training.check();
        samples.requireOneStandardInput(training.files());
        PolicyChoice choice = policyOptions.choice();
        Optional<Metric> metric = metricOption.metric();
        Pricing pricing = costOptions.pricing(List.of());
        new FilePlaces(spec).of(samples, training, files, costOptions).check();
        training.fitted().ifPresent(embedderOptions::likeState);
        var replay = new Replay(computeOptions.resources(embedderOptions).withReading(samples.reading()),
                files.with(samples.names()), training.sources(), training.fitted(), choice, pricing, metric);
        try (Console console = new Console(spec.commandLine().getErr(), false)) {
            PolicyReplay found = replay.run(console);
            PrintWriter out = spec.commandLine().getOut();
            (json ? List.of(new PolicyJson(found).line()) : new ReplayTable(found).lines()).forEach(out::println);
            out.flush();
        }
    }
}
