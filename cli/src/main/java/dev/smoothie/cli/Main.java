package dev.smoothie.cli;

import dev.smoothie.engine.data.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;

/** Where the program starts. */
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) throws IOException {
        // The parser alone takes several times as long to load as Java to start, and this needs no parsing.
        if (args.length == 1 && args[0].equals("--version")) {
            Version.lines().forEach(System.out::println);
        } else {
            // Not the parser's own: that keeps write errors to itself, and a full disk would be a success.
            var out = new PrintWriter(OutputFile.to(OutputFile.STANDARD_OUTPUT).writer());
            System.exit(RootCommand.commandLine().setOut(out).execute(args));
        }
    }
}
