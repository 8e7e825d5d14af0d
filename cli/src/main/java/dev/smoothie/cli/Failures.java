package dev.smoothie.cli;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a failure prints on standard error, and its exit code: 2 for wrong usage, 1 for everything else. */
final class Failures {

    private Failures() {}

    /** Arguments that cannot be understood. */
    static int usage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(line(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        err.flush();
        return ExitCode.USAGE;
    }

    /** A failure while a command ran. A reader of standard output that has gone away is none. */
    static int report(Exception failure, CommandLine command, boolean debug) {
        if (isClosedByReader(failure)) {
            return ExitCode.OK;
        }
        PrintWriter err = command.getErr();
        if (failure instanceof SmoothieException) {
            err.println(line(failure.getMessage()));
        } else {
            err.println(line("this is a bug in smoothie: " + failure
                    + (debug ? "" : "; run it again with --debug to see where, and report that")));
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Whoever read standard output has gone away, as in {@code smoothie score ... | head -1}. */
    private static boolean isClosedByReader(Throwable failure) {
        return failure.getCause() instanceof IOException cause
                // The system's own words for EPIPE; translations keep them in brackets.
                && String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private static String line(String message) {
        return Help.defaultColorScheme(ErrorTerminal.ansi()).errorText("smoothie: ").concat(message).toString();
    }
}
