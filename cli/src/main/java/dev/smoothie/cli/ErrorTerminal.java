package dev.smoothie.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;
import picocli.CommandLine.Help.Ansi;

/** The terminal that standard error is, if it is one: Java can ask that of standard input and output only. */
final class ErrorTerminal {
    /** Its width, which the launcher asks for; 0 where it is no terminal. */
    private static final int COLUMNS = Integer.getInteger("smoothie.terminal", 0);
    private static final int USUAL = 80;
    private static final int NARROWEST = 20;

    private ErrorTerminal() {}

    static boolean isThere() {
        return COLUMNS > 0;
    }

    /** Colours where there is a terminal whose user does not mind (no-color.org). */
    static Ansi ansi() {
        String noColor = System.getenv("NO_COLOR");
        return isThere() && (noColor == null || noColor.isEmpty()) ? Ansi.ON : Ansi.OFF;
    }

    /**
     * One line that is written over, and gone at the end. The library's own consumers leave an empty line, and ask for the
     * width by a terminal library that takes the handler of Ctrl-C away: our temporary files stayed.
     */
    record Line(PrintStream err) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            // The last column stays free: a cursor beyond it is on the next line.
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
