package dev.smoothie.cli.options;

import dev.smoothie.pipeline.text.InputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The samples that are fitted, and the states that are read, written and checked. */
public final class FitFiles implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
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

    /** Checks that what is given belongs together. */
    public void check() {
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
        if ((added.isEmpty() ? samples : added).stream().filter(InputFile.STANDARD_INPUT::equals).count() > 1) {
            throw usage("standard input (-) is given twice, and it can be read only once; give a file for the other");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The state that is only to be checked; empty if one is to be written. */
    public Optional<Path> checked() {
        return Optional.ofNullable(checked);
    }

    /** The state that samples are added to; empty for a new one. */
    public Optional<Path> fitted() {
        return Optional.ofNullable(fitted);
    }

    /** The folder that is written. */
    public Path output() {
        return output;
    }

    /** The files of samples. */
    public List<String> names() {
        return added.isEmpty() ? samples : added;
    }

    @Override
    public void addTo(FilePlaces places) {
        places.writes("--output", output.toString()).reads(added.isEmpty() ? "TRAIN" : "--add", names());
    }
}
