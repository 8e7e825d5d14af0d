package dev.smoothie.cli.options;

import dev.smoothie.pipeline.truth.Metric;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says how true scores are computed from references. */
public final class MetricOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.METHOD, names = "--metric", paramLabel = "METRIC", description = {
            "Compute true scores by comparing outputs with the \"reference\"; of several, the best counts. Default: read"
                    + " \"scores\".",
            "rouge1, rouge2, rougeL: words in common, as rouge_score counts them without its stemmer; in Chinese, Japanese"
                    + " and other scripts without spaces each character is a word",
            "exact: the same text", "contains: the reference occurs in the output, in any case",
            "gsm8k: it occurs in the first sentence that says \"the answer is\"",
            "numeric: the last numbers are equal"})
    private String name;

    /** The metric; empty if true scores are read. */
    public Optional<Metric> metric() {
        return Optional.ofNullable(name).map(asked -> Metric.of(asked).orElseThrow(
                () -> new ParameterException(spec.commandLine(),
                        "--metric: there is no '%s'; known are %s".formatted(asked, Metric.known()))));
    }
}
