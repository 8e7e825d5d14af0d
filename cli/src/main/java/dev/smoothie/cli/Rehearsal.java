package dev.smoothie.cli;

import dev.smoothie.cli.commands.RootCommand;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;

/**
 * Runs typical commands on a small artificial set, once, while Java watches: from what it sees it makes the start
 * archive, with the classes that a start needs, loaded and linked, and what was called how often in them. The launcher
 * has it run when the distribution is built.
 */
final class Rehearsal {
    private final Path set;

    private Rehearsal(Path folder) {
        this.set = folder.resolve("set");
    }

    /**
     * Runs all commands; their files are written to {@code folder}, which exists.
     *
     * @throws IllegalStateException
     *             if one of them fails
     */
    static void in(Path folder) {
        var rehearsal = new Rehearsal(folder);
        rehearsal.run("simulate", rehearsal.set.toString(), "--samples", "300", "--dimension", "384", "--topics", "3");
        rehearsal.run("route", rehearsal.file("jsonl"), "--input-embeddings", rehearsal.file("inputs.npy"),
                "--generation-embeddings", rehearsal.file("outputs.npy"), "--output", rehearsal.file("routes.jsonl"));
        rehearsal.run("score", rehearsal.file("jsonl"), "--generation-embeddings", rehearsal.file("outputs.npy"));
        rehearsal.run("route", "--help");
    }

    private String file(String extension) {
        return set + "." + extension;
    }

    private void run(String... args) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        int code = RootCommand.commandLine(args).setOut(nowhere).setErr(nowhere).execute(args);
        if (code != 0) {
            throw new IllegalStateException("%s ended with %d".formatted(String.join(" ", args), code));
        }
    }
}
