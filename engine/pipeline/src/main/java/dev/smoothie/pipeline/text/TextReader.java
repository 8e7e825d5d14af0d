package dev.smoothie.pipeline.text;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads text as UTF-8, and knows which line it is in: malformed bytes and failing reads are a {@link SmoothieException}
 * with file and line. A byte order mark at the start is skipped. Owns its stream. For use by one thread.
 *
 * <p>
 * The JDK's decoder replaces malformed bytes, or, told to report them, drops the characters decoded before them and so
 * the line that they are in. This class does neither.
 */
public final class TextReader extends Reader {
    /**
     * The longest line that is kept in memory. A file with a longer one has some other format; no sample is that long.
     */
    static final int LONGEST_LINE = 1 << 28;

    private static final int BUFFER = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;
    private final InputStream stream;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
    private boolean atEnd;
    private boolean started;
    private long newlines;
    private char[] line = new char[1 << 13];
    private int lineLength;

    /** Reads a whole text. */
    TextReader(String name, InputStream stream) {
        this.name = name;
        this.stream = stream;
    }

    /**
     * Reads a whole text that is not in a file of its own.
     *
     * @param name
     *            what it is, for messages
     * @param stream
     *            its bytes; the reader owns them
     */
    public static TextReader of(String name, InputStream stream) {
        return new TextReader(name, stream);
    }

    /**
     * Reads a part of a text, which has no byte order mark.
     *
     * @param linesBefore
     *            how many lines of the text come before it
     */
    TextReader(String name, InputStream stream, long linesBefore) {
        this(name, stream);
        this.newlines = linesBefore;
        this.started = true;
    }

    public String name() {
        return name;
    }

    /** Reads the next line without its line feed into {@link #line()}; false at the end. */
    public boolean readLine() {
        lineLength = 0;
        boolean any = false;
        while (fill()) {
            any = true;
            int newline = indexOfNewline();
            int end = newline < 0 ? chars.limit() : newline;
            append(end - chars.position());
            if (newline >= 0) {
                chars.get();
                newlines++;
                return true;
            }
        }
        if (any) {
            newlines++;
        }
        return any;
    }

    private int indexOfNewline() {
        char[] array = chars.array();
        for (int i = chars.position(); i < chars.limit(); i++) {
            if (array[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void append(int count) {
        if (count > LONGEST_LINE - lineLength) {
            throw tooLong(name, newlines + 1);
        }
        if (lineLength + count > line.length) {
            line = Arrays.copyOf(line, Math.max(lineLength + count, 2 * line.length));
        }
        chars.get(line, lineLength, count);
        lineLength += count;
    }

    static SmoothieException tooLong(String name, long line) {
        return new SmoothieException("%s:%d: a line of more than %d characters; expected one JSON object per line"
                .formatted(name, line, LONGEST_LINE));
    }

    /** The characters of the last line read, {@code [0, lineLength())}; overwritten by the next. */
    public char[] line() {
        return line;
    }

    public int lineLength() {
        return lineLength;
    }

    /** The number of the last line read, counted from 1. */
    public long lineNumber() {
        return newlines;
    }

    /** Skips white space and returns the character after it without consuming it; -1 at the end. */
    public int peek() {
        while (fill()) {
            char c = chars.get(chars.position());
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return c;
            }
            chars.get();
            if (c == '\n') {
                newlines++;
            }
        }
        return -1;
    }

    @Override
    public int read(char[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        for (int i = offset; i < offset + count; i++) {
            if (target[i] == '\n') {
                newlines++;
            }
        }
        return count;
    }

    /** Makes sure that there is a character to take. Returns false at the end. */
    private boolean fill() {
        while (!chars.hasRemaining()) {
            chars.clear();
            CoderResult result = decoder.decode(bytes, chars, atEnd);
            chars.flip();
            if (chars.hasRemaining()) {
                skipByteOrderMark();
            } else if (result.isError()) {
                throw malformed(result.length());
            } else if (atEnd) {
                return false;
            } else {
                readBytes();
            }
        }
        return true;
    }

    private void skipByteOrderMark() {
        if (!started && chars.get(chars.position()) == BYTE_ORDER_MARK) {
            chars.get();
        }
        started = true;
    }

    private void readBytes() {
        bytes.compact();
        try {
            int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
            if (count < 0) {
                atEnd = true;
            } else {
                bytes.position(bytes.position() + count);
            }
        } catch (IOException e) {
            throw new SmoothieException("%s:%d: cannot read further: %s".formatted(name, newlines + 1, IoReason.of(e)),
                    e);
        }
        bytes.flip();
    }

    private SmoothieException malformed(int length) {
        var hex = new StringBuilder();
        for (int i = 0; i < length; i++) {
            hex.append(" 0x%02x".formatted(bytes.get(bytes.position() + i)));
        }
        return new SmoothieException("%s:%d: not UTF-8: found the malformed bytes%s; convert the file to UTF-8"
                .formatted(name, newlines + 1, hex));
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot close: %s".formatted(name, IoReason.of(e)), e);
        }
    }
}
