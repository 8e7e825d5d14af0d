package dev.smoothie.cli.printing;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * The way of everything that is printed for people: what a terminal could take for something else than text is shown as
 * an escape ({@link Harmless}), and what is printed as a line is one line. Only {@link #own} lets colours through.
 */
public final class HarmlessWriter extends PrintWriter {
    private final Writer raw;

    private HarmlessWriter(Writer raw) {
        super(new Shown(raw));
        this.raw = raw;
    }

    /** This way to {@code out}, which may be one already. */
    public static HarmlessWriter on(PrintWriter out) {
        return out instanceof HarmlessWriter harmless ? harmless : new HarmlessWriter(out);
    }

    /** Prints a line. Line breaks within it are shown as escapes: a name that holds some cannot forge lines. */
    @Override
    public void println(String line) {
        super.println(Harmless.line(String.valueOf(line)));
    }

    @Override
    public void println(Object line) {
        println(String.valueOf(line));
    }

    /** Prints on {@code out} a text of the program's own, which holds nothing of anybody else, as it is: with colours. */
    public static void own(PrintWriter out, String text) {
        if (out instanceof HarmlessWriter harmless) {
            harmless.flush();
            try {
                harmless.raw.write(text);
            } catch (IOException _) {
                harmless.setError();
            }
        } else {
            out.print(text);
        }
    }

    /** Shows characters as they come. A pair of surrogates may come in two halves. */
    private static final class Shown extends FilterWriter {
        private char high;

        Shown(Writer out) {
            super(out);
        }

        @Override
        public void write(int c) throws IOException {
            write(String.valueOf((char) c));
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            write(new String(text, offset, length));
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            String all = high == 0
                    ? text.substring(offset, offset + length)
                    : high + text.substring(offset, offset + length);
            high = 0;
            if (!all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1))) {
                high = all.charAt(all.length() - 1);
                all = all.substring(0, all.length() - 1);
            }
            out.write(Harmless.lines(all));
        }

        @Override
        public void flush() throws IOException {
            if (high != 0) {
                String half = Harmless.lines(String.valueOf(high));
                high = 0;
                out.write(half);
            }
            out.flush();
        }
    }
}
