package dev.smoothie.cli;

import java.io.IOException;

/** Where the program starts. */
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) throws IOException {
        // The parser alone takes several times as long to load as Java to start, and this needs no parsing.
        if (args.length == 1 && args[0].equals("--version")) {
            Version.lines().forEach(System.out::println);
        } else {
            System.exit(RootCommand.commandLine().execute(args));
        }
    }
}
