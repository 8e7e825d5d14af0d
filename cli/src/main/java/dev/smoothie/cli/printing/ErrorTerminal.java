package dev.smoothie.cli.printing;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;
import picocli.CommandLine.Help.Ansi;

/**
 * Knows whether standard error is a terminal, and how wide it is. The launcher finds that out, because Java can find it
 * out only for standard input and output.
 */
public final class ErrorTerminal {
    /** The width of the terminal, as the launcher found it; 0 if there is none. */
    private static final int COLUMNS = Integer.getInteger("smoothie.terminal", 0);
    private static final int USUAL = 80;
    private static final int NARROWEST = 20;

    private ErrorTerminal() {}

    static boolean isThere() {
        return COLUMNS > 0;
    }

    /** Colours, if there is a terminal and its user has not turned them off (no-color.org). */
    public static Ansi ansi() {
        String noColor = System.getenv("NO_COLOR");
        return isThere() && (noColor == null || noColor.isEmpty()) ? Ansi.ON : Ansi.OFF;
    }

    /**
     * Prints a progress bar as one line, which is overwritten at each change and removed at the end. The library's own
     * consumers are not used: they leave an empty line, and they find out the width by a terminal library that takes
     * over the handling of Ctrl-C, after which our temporary files were not deleted.
     */
    record Line(PrintStream err) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            // The last column stays free: a cursor beyond it would be on the next line.
            return (COLUMNS < NARROWEST ? USUAL : COLUMNS) - 1;
        }

        @Override
        public void accept(String bar) {
            err.print('\r' + bar.substring(0, Math.min(bar.length(), getMaxRenderedLength())));
            err.flush();
        }

        @Override
        public void clear() {
            err.print("\r\033[K");
        }

        @Override
        public void close() {
            err.flush();
        }
    }
}
