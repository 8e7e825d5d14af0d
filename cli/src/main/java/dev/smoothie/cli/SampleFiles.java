package dev.smoothie.cli;

import dev.smoothie.engine.data.SampleSource;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which samples. */
final class SampleFiles {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "INPUT", arity = "1..*", description = {"Samples, in one of these layouts:",
            "JSON lines, one sample per line ('smoothie route --help' shows one)",
            "AlpacaEval's model_outputs.json, one file for each model",
            "the paper's code: a dataset.jsonl with \"embedding_input\", and a file {model}_test.json for each model",
            "Gzip is unpacked; - is standard input."})
    private List<String> inputs;

    void addTo(FilePlaces places) {
        places.reads("INPUT", inputs);
    }

    List<String> names() {
        return inputs;
    }

    /** Checks that INPUT and {@code others} do not both want standard input, which can be read once. */
    void requireOneStandardInput(List<String> others) {
        if (Stream.concat(inputs.stream(), others.stream()).filter(SampleSource.STANDARD_INPUT::equals).count() > 1) {
            throw new ParameterException(spec.commandLine(),
                    "standard input (-) is given twice, and it can be read only once; give a file for the other");
        }
    }
}
