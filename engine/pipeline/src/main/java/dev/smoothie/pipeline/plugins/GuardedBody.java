package dev.smoothie.pipeline.plugins;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The body of an answer that a plugin passes on, behind its guard. Whatever the plugin does, a read ends with bytes, with
 * the end, or with an {@link IOException} that says what is wrong; its cause is a {@link LanguageModelException} unless
 * the plugin has a fault.
 */
final class GuardedBody extends InputStream {
    private static final String READ = "read the body of an answer";

    private final InputStream body;
    private final PluginGuard guard;

    GuardedBody(InputStream body, PluginGuard guard) {
        this.body = body;
        this.guard = guard;
    }

    /** Code of the plugin's that reads or closes. */
    @FunctionalInterface
    private interface Code {
        int run() throws IOException;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        int count = guarded(READ, () -> body.read(bytes, offset, length));
        if (count == 0 || count < -1 || count > length) {
            throw fault(guard.wrong(READ, "asked for up to %d bytes, it says that it read %d".formatted(length,
                    count)));
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        guarded(PluginGuard.CLOSE, () -> {
            body.close();
            return 0;
        });
    }

    private int guarded(String doing, Code code) throws IOException {
        try {
            return guard.call(doing, () -> {
                try {
                    return code.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (LanguageModelException e) {
            throw new IOException(e.getMessage(), e);
        } catch (SmoothieException e) {
            throw e.getCause() instanceof UncheckedIOException told
                    && told.getCause().getCause() instanceof LanguageModelException ? told.getCause() : fault(e);
        }
    }

    private static IOException fault(SmoothieException fault) {
        return new IOException(fault.getMessage(), fault);
    }
}
