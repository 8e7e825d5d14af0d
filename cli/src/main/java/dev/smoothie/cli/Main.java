package dev.smoothie.cli;

import dev.smoothie.cli.commands.RootCommand;
import dev.smoothie.cli.options.ComputeOptions;
import dev.smoothie.cli.printing.Version;
import dev.smoothie.core.files.OutputFile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The main class of the {@code smoothie} command. */
public final class Main {

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) throws IOException {
        // Numbers, and letters of either case, are the same everywhere: not Arabic digits, no Turkish i without a dot.
        Locale.setDefault(Locale.ROOT);
        // Handled without the parser, which alone takes several times as long to load as Java to start.
        if (args.length == 1 && args[0].equals("--version")) {
            Version.lines().forEach(System.out::println);
        } else if (System.getProperty("smoothie.rehearsal") != null) {
            Rehearsal.in(Path.of(System.getProperty("smoothie.rehearsal")));
        } else {
            ComputeOptions.seekBackend(args);
            // Not the parser's own writer, which ignores write errors: with it a full disk would count as success.
            var out = new PrintWriter(OutputFile.to(OutputFile.STANDARD_OUTPUT).writer());
            // Not System.err, which knows only the characters of the locale.
            var err = new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), UTF_8), true);
            end(RootCommand.commandLine(args).setOut(out).setErr(err).execute(args));
        }
    }

    /** After success it returns if no thread would keep Java up: to exit takes 20 ms, because that can be logged. */
    private static void end(int code) {
        var threads = new Thread[Thread.activeCount() + 1];
        int count = Thread.enumerate(threads);
        boolean alone = count < threads.length
                && Arrays.stream(threads, 0, count).allMatch(t -> t.isDaemon() || t == Thread.currentThread());
        if (code != 0 || !alone) {
            System.exit(code);
        }
    }
}
