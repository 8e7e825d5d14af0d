package dev.smoothie.cli.options;

import dev.smoothie.cli.report.Pages;
import dev.smoothie.core.files.OutputFile;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that asks for a report: a page that shows the results. */
public final class ReportOption implements FilePlaces.Owner {
    /** Text that needs no quotes in a shell. */
    private static final Pattern PLAIN = Pattern.compile("[\\w%+,./:=@-]+");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(order = OptionSections.GENERAL
            + 2, names = "--report", paramLabel = "PAGE.html", description = "Also write a page with charts to this file. It"
                    + " quotes your samples. Default: no page.")
    private String report;

    public boolean given() {
        return report != null;
    }

    /** Checks that the page goes to a file. */
    public void check() {
        if (given() && OutputFile.isStandardOutput(report)) {
            throw new ParameterException(spec.commandLine(),
                    "--report %s: the page cannot go to standard output; name a file, such as report.html"
                            .formatted(report));
        }
    }

    @Override
    public void addTo(FilePlaces places) {
        places.writes("--report", report);
    }

    /** Opens the file of the page now, so that a place that cannot be written to fails before anything is computed. */
    public Pages open() {
        return new Pages(command(), given() ? Optional.of(OutputFile.to(report)) : Optional.empty());
    }

    /** The command line that is being run, quoted as a shell needs it. */
    private String command() {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return "smoothie " + arguments.stream().map(ReportOption::quoted).collect(Collectors.joining(" "));
    }

    static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
