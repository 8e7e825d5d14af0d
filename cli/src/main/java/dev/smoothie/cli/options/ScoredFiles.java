package dev.smoothie.cli.options;

import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.text.InputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names the samples that are scored: files, or a fitted state. */
public final class ScoredFiles implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "0..*", description = {"Files with samples, or folders of them:",
            "JSON Lines: one sample on each line; 'smoothie route --help' shows one",
            "files of other tools: lm-evaluation-harness, Inspect, HELM, promptfoo, batches, AlpacaEval, tables and"
                    + " more; 'smoothie help files' lists them",
            "Gzip is unpacked; - is standard input. None with --fitted."})
    private List<String> inputs = List.of();

    @Option(order = OptionSections.GENERAL
            + 1, names = "--fitted", paramLabel = "STATE", description = "Rank by what 'smoothie fit' has learnt and kept in"
                    + " this folder, instead of samples.")
    private Path fitted;

    @Mixin
    private ReadingOptions reading;

    /** How the files are read. */
    public ReadOptions reading() {
        return reading.options();
    }

    /** Checks that there are files or a state, and not both. */
    public void check() {
        if (inputs.isEmpty() && fitted == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'INPUT'");
        }
        if (!inputs.isEmpty() && fitted != null) {
            throw new ParameterException(spec.commandLine(),
                    "--fitted %s is ranked by itself, and INPUT %s is given too; leave one of the two out, or add the samples to the state with 'smoothie fit --add'"
                            .formatted(fitted, String.join(" ", inputs)));
        }
    }

    @Override
    public void addTo(FilePlaces places) {
        places.reads("INPUT", inputs);
    }

    public List<String> names() {
        return inputs;
    }

    /** The folder of a fitted state; empty if files are scored. */
    public Optional<Path> fitted() {
        return Optional.ofNullable(fitted);
    }

    /** Checks that INPUT and {@code others} do not both name standard input, which can be read only once. */
    public void requireOneStandardInput(List<String> others) {
        if (Stream.concat(inputs.stream(), others.stream()).filter(InputFile.STANDARD_INPUT::equals).count() > 1) {
            throw new ParameterException(spec.commandLine(),
                    "standard input (-) is given twice, and it can be read only once; give a file for the other");
        }
    }
}
