package dev.smoothie.pipeline.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Characters as the bytes of UTF-8. For one thread. */
final class Utf8Stream extends InputStream {
    private static final int BUFFER = 1 << 13;

    private final Reader characters;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final CharBuffer taken = CharBuffer.allocate(BUFFER).flip();
    private final ByteBuffer encoded = ByteBuffer.allocate(3 * BUFFER).flip();
    private boolean ended;

    Utf8Stream(Reader characters) {
        this.characters = characters;
    }

    @Override
    public int read() throws IOException {
        return fill() ? encoded.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, encoded.remaining());
        encoded.get(target, offset, count);
        return count;
    }

    /** Makes sure that there is a byte to take. Returns false at the end. */
    private boolean fill() throws IOException {
        while (!encoded.hasRemaining()) {
            if (ended) {
                return false;
            }
            taken.compact();
            ended = characters.read(taken) < 0;
            taken.flip();
            encoded.clear();
            encoder.encode(taken, encoded, ended);
            encoded.flip();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        characters.close();
    }
}
