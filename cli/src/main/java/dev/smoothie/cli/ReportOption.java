package dev.smoothie.cli;

import dev.smoothie.engine.data.OutputFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether a page to look at is wanted, and where. */
final class ReportOption {
    /** What a shell takes as it stands. */
    private static final Pattern PLAIN = Pattern.compile("[\\w%+,./:=@-]+");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--report", paramLabel = "PAGE.html", description = "Also write a page to look at, with charts: one file"
                    + " that needs no network. It quotes samples.")
    private String report;

    boolean given() {
        return report != null;
    }

    /** Checks that the page goes to a file. */
    void check() {
        if (OutputFile.STANDARD_OUTPUT.equals(report)) {
            throw new ParameterException(spec.commandLine(), "--report -: a page is a file; name one");
        }
    }

    void addTo(FilePlaces places) {
        places.writes("--report", report);
    }

    /** Opens the file, so that a place that cannot be written to fails before anything is computed. */
    Optional<OutputFile> open(Session session) {
        return given() ? Optional.of(session.output(report)) : Optional.empty();
    }

    /** The command line that is being run, as a shell takes it. */
    String command() {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return "smoothie " + arguments.stream().map(ReportOption::quoted).collect(Collectors.joining(" "));
    }

    static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
