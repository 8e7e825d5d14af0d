package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Unpacks a body while it comes, if the server packed it, which nobody asked for. Gzip is known by its first bytes: not
 * all that is called so is.
 */
final class Unpacked extends InputStream {
    private static final Set<String> KNOWN = Set.of("", "identity", "gzip", "x-gzip", "deflate");
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int DEFLATE = 8;

    private final Connection connection;
    private final String where;
    private final Parts packed;
    private final boolean deflate;
    private InputStream content;

    /**
     * A body that is still to come.
     *
     * @param encoding
     *            how the server says that it packed the body
     * @throws LanguageModelException
     *             if that is unknown
     */
    Unpacked(Connection connection, String where, Parts packed, String encoding) {
        this.connection = connection;
        this.where = where;
        this.packed = packed;
        String[] applied = encoding.toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1);
        boolean inflate = false;
        for (String one : applied) {
            if (!KNOWN.contains(one)) {
                throw connection.failure(Kind.GARBLED,
                        "at %s was answered with a body that is packed by '%s', which was not asked for and cannot be read"
                                .formatted(where, connection.quote(one)));
            }
            inflate |= one.equals("deflate");
        }
        this.deflate = inflate;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            if (content == null) {
                content = content();
            }
            return content.read(bytes, offset, length);
        } catch (IOException e) {
            if (e.getCause() instanceof LanguageModelException) {
                throw e;
            }
            packed.close();
            LanguageModelException failure = connection.failure(Kind.GARBLED,
                    "at %s was answered with a body that cannot be unpacked: %s".formatted(where, e.getMessage()));
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private InputStream content() throws IOException {
        int first = packed.read();
        if (first < 0) {
            return packed;
        }
        boolean zlib = deflate && (first & 0x0f) == DEFLATE;
        int second = first == GZIP_FIRST || zlib ? packed.read() : -1;
        byte[] beginning = second < 0 ? new byte[]{(byte) first} : new byte[]{(byte) first, (byte) second};
        // What has come is given before anything else is waited for.
        var whole = new SequenceInputStream(new ByteArrayInputStream(beginning), packed);
        if (first == GZIP_FIRST && second == GZIP_SECOND) {
            return new GZIPInputStream(whole);
        }
        if (!deflate) {
            return whole;
        }
        return zlib && ((first << 8) | second) % 31 == 0
                ? new InflaterInputStream(whole)
                : new InflaterInputStream(whole, new Inflater(true));
    }

    /** Ends the request. What unpacks is left to the thread that reads. */
    @Override
    public void close() {
        packed.close();
    }
}
