package dev.smoothie.cli;

import dev.smoothie.spi.SmoothieException;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Serial;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Standard output for results: UTF-8 whatever the locale, and unlike {@link System#out} it notices when writing fails. A
 * full disk is a failure; a reader that has gone away ({@code smoothie ... | head}) ends the command quietly.
 */
final class StandardOutput extends FilterOutputStream {

    /** Whoever read standard output has closed it. */
    private static final class ClosedByReader extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    StandardOutput(OutputStream out) {
        super(out);
    }

    /** A buffered writer to the standard output of the process; the caller flushes it and need not close it. */
    static Writer open() {
        return new BufferedWriter(new OutputStreamWriter(
                new StandardOutput(new FileOutputStream(FileDescriptor.out)), StandardCharsets.UTF_8));
    }

    /** Whether {@code failure} says that nobody reads standard output any more. */
    static boolean isClosedByReader(Throwable failure) {
        return failure instanceof ClosedByReader || failure.getCause() instanceof ClosedByReader;
    }

    @Override
    public void write(int b) {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            // The system's own words for EPIPE; translations keep them in brackets.
            if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")) {
                throw new ClosedByReader();
            }
            throw new SmoothieException("writing to standard output failed: " + e.getMessage(), e);
        }
    }
}
