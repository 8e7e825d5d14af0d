package dev.smoothie.cli.printing;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Shows a long text a page at a time, if standard output is a terminal and there is a pager. */
public final class Pager {
    /** The user's pager, otherwise {@code less}, with options by which it prints a short text and ends. */
    private static final String COMMAND = "exec ${PAGER:-less -FRX}";
    /** The exit code of a shell for a command that does not exist. */
    private static final int NOT_FOUND = 127;

    private Pager() {}

    /** Shows {@code lines} in the pager, or prints them on {@code out} if there is none. */
    public static void show(List<String> lines, PrintWriter out) {
        if (!isTerminal() || !page(lines)) {
            lines.forEach(out::println);
            out.flush();
        }
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(console -> console.isTerminal()).isPresent();
    }

    /** Shows the lines in the pager. Returns false if there is none. */
    private static boolean page(List<String> lines) {
        try {
            Process pager = new ProcessBuilder("sh", "-c", COMMAND).redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var text = new PrintWriter(pager.getOutputStream(), false, StandardCharsets.UTF_8)) {
                lines.forEach(text::println);
            }
            return pager.waitFor() != NOT_FOUND;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
