package dev.smoothie.cli.options;

import dev.smoothie.pipeline.text.InputFile;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The parameter that names the files of samples. */
public final class SampleFiles implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = {"Files with samples, in one of these formats:",
            "JSON Lines: one sample on each line; 'smoothie route --help' shows one",
            "AlpacaEval: a model_outputs.json for each model",
            "the paper's code: a dataset.jsonl and, for each model, a {model}_test.json",
            "Gzip is unpacked; - is standard input."})
    private List<String> inputs;

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
