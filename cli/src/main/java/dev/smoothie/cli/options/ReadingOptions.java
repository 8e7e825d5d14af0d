package dev.smoothie.cli.options;

import dev.smoothie.pipeline.readers.ReadOptions;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is taken from files of other tools. */
public final class ReadingOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.READING, names = "--score", paramLabel = "NAME", description = "Which score of a file"
            + " is the truth, if it has several. Default: the first that most outputs have.")
    private String score;

    @Option(order = OptionSections.READING + 1, names = "--filter", paramLabel = "NAME", description = "Take what this"
            + " filter found in the outputs, in files that have it (lm-evaluation-harness). Default: the outputs.")
    private String filter;

    @Option(order = OptionSections.READING
            + 2, names = "--turn", paramLabel = "N", defaultValue = "1", description = "Which"
                    + " turn of a conversation is taken. Default: 1, the first.")
    private int turn;

    @Option(order = OptionSections.READING + 3, names = "--columns", paramLabel = "COLUMNS", description = "What the"
            + " columns of a table are: id=…,input=…,generation:NAME=…; also reference=…, score:NAME=…, cost:NAME=…."
            + " Default: by their names.")
    private String columns;

    @Option(order = OptionSections.READING
            + 4, names = "--strict", description = "Stop with an error where a file looks as"
                    + " if it had a mistake in it. Default: warn.")
    private boolean strict;

    /** What the user has said about how files are read. */
    public ReadOptions options() {
        if (turn < 1) {
            throw new ParameterException(spec.commandLine(), "--turn must be at least 1, got " + turn);
        }
        return new ReadOptions(turn, Optional.ofNullable(filter), Optional.ofNullable(score),
                Optional.ofNullable(columns), strict);
    }
}
