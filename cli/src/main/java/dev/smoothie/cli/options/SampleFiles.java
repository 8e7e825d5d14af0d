package dev.smoothie.cli.options;

import dev.smoothie.pipeline.readers.ReadOptions;
import dev.smoothie.pipeline.text.InputFile;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The parameter that names the files of samples. */
public final class SampleFiles implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = {"Files with samples, or folders of them:",
            "JSON Lines: one sample on each line; 'smoothie route --help' shows one",
            "files of other tools: lm-evaluation-harness, Inspect, HELM, promptfoo, batches, AlpacaEval, tables and"
                    + " more; 'smoothie help files' lists them",
            "Gzip is unpacked; - is standard input."})
    private List<String> inputs;

    @Mixin
    private ReadingOptions reading;

    /** How the files are read. */
    public ReadOptions reading() {
        return reading.options();
    }

    @Override
    public void addTo(FilePlaces places) {
        places.reads("INPUT", inputs);
    }

    public List<String> names() {
        return inputs;
    }

    /** Checks that INPUT and {@code others} do not both name standard input, which can be read only once. */
    public void requireOneStandardInput(List<String> others) {
        if (Stream.concat(inputs.stream(), others.stream()).filter(InputFile.STANDARD_INPUT::equals).count() > 1) {
            throw new ParameterException(spec.commandLine(),
                    "standard input (-) is given twice, and it can be read only once; give a file for the other");
        }
    }
}
