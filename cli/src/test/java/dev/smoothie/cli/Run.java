package dev.smoothie.cli;

import dev.smoothie.cli.commands.RootCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * The result of one command, run in this process.
 *
 * @param code
 *            its exit code
 * @param out
 *            what it printed on standard output, without routes: these are written by the process's own descriptor
 * @param err
 *            what it printed on standard error
 */
record Run(int code, String out, String err) {

    static Run of(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command = RootCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = command.execute(args);
        return new Run(code, out.toString(), err.toString());
    }

    /** Runs a command that must succeed. */
    static Run good(String... args) {
        Run run = of(args);
        if (run.code != 0) {
            throw new AssertionError("exit code %d of %s: %s".formatted(run.code, String.join(" ", args), run.err));
        }
        return run;
    }
}
