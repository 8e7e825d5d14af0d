package dev.smoothie.cli.commands;

import dev.smoothie.cli.printing.ErrorTerminal;
import dev.smoothie.cli.printing.HarmlessWriter;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints failures on standard error, and decides their exit codes: 2 for wrong usage, 1 for everything else. */
final class Failures {

    private Failures() {}

    /** Prints why the arguments cannot be understood. */
    static int usage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        print(err, failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        err.flush();
        return ExitCode.USAGE;
    }

    /**
     * Prints a failure that happened while a command ran. If a reader of standard output has closed it, that is not a
     * failure.
     */
    static int report(Exception failure, CommandLine command, boolean debug) {
        if (isClosedByReader(failure)) {
            return ExitCode.OK;
        }
        PrintWriter err = command.getErr();
        if (failure instanceof SmoothieException || failure instanceof CoreException) {
            print(err, failure.getMessage());
        } else {
            print(err, "this is a bug in smoothie: " + failure
                    + (debug ? "" : "; run the command again with --debug, and report what it prints"));
        }
        if (debug) {
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            err.print(trace);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /**
     * Whether a write failed because the reader of standard output has closed it, as in
     * {@code smoothie score ... | head -1}.
     */
    private static boolean isClosedByReader(Throwable failure) {
        return failure.getCause() instanceof IOException cause
                // The system's message for EPIPE; translations have it in brackets.
                && String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }

    private static void print(PrintWriter err, String message) {
        HarmlessWriter.own(err, Help.defaultColorScheme(ErrorTerminal.ansi()).errorText("smoothie: ").toString());
        err.println(message);
    }
}
