package dev.smoothie.cli.options;

import dev.smoothie.pipeline.LabelFile;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that gives scores of some samples to learn from. */
public final class LearningOption implements FilePlaces.Owner {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.LABELS, names = "--labels", paramLabel = "FILE", description = "Learn from the \"scores\""
            + " of the samples in this file which outputs are good: ten samples or more, each with scores of its outputs."
            + " They are samples of INPUT, known by their ids, or others of the same generators. Quality is then the"
            + " predicted score. Default: no labels.")
    private String file;

    @Override
    public void addTo(FilePlaces places) {
        places.reads("--labels", file);
    }

    /** The file; empty if there are no labels. */
    public Optional<LabelFile> file() {
        return Optional.ofNullable(file).map(LabelFile::new);
    }

    /** The names of files that are read. */
    public List<String> names() {
        return file == null ? List.of() : List.of(file);
    }

    /** Checks that labels do not meet options under which there are no outputs that they could be of. */
    public void check(boolean training, boolean fitted, boolean models) {
        if (file != null && fitted) {
            throw new ParameterException(spec.commandLine(),
                    "--labels are scores of outputs in INPUT, and with --fitted samples are routed by what others taught; leave one of the two out");
        }
        if (file != null && (training || models)) {
            throw new ParameterException(spec.commandLine(), training
                    ? "--labels %s are scores of outputs in INPUT, and with --train outputs are learned from other samples; leave out --train and give these samples as INPUT"
                            .formatted(file)
                    : "--labels %s are scores of outputs, and with --models these are only now asked for; write them with 'smoothie generate', score some, then route them with --labels"
                            .formatted(file));
        }
    }
}
