package dev.smoothie.pipeline.text;

import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads files in blocks of whole lines, one file after the other, so that several threads can look at several blocks at
 * once. A file that did not change is cut at the same places each time. A byte order mark at the start of a file is
 * skipped. Any number of threads may use it; each block is handed out once.
 */
public final class LineBlocks implements AutoCloseable {
    /** Large enough that handing a block out costs nothing beside reading it, small enough for the processor's caches. */
    private static final int SIZE = 1 << 19;

    private final List<InputFile> files;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int next;
    private InputStream stream;
    private boolean atStart;
    private byte[] rest = new byte[0];

    public LineBlocks(List<InputFile> files) {
        this.files = List.copyOf(files);
    }

    /**
     * The next block; null after the last. A block that ends with a failure is the last of its file.
     *
     * @throws SmoothieException
     *             if a file cannot be opened
     */
    public synchronized LineBlock next() {
        while (true) {
            if (stream == null) {
                if (next == files.size()) {
                    return null;
                }
                stream = files.get(next++).bytes();
                atStart = true;
                rest = new byte[0];
            }
            LineBlock block = read();
            if (block.length() > 0 || block.failure().isPresent()) {
                return block;
            }
        }
    }

    /** Gives the bytes of a block back, to be used again. */
    public synchronized void giveBack(LineBlock block) {
        if (block.bytes().length <= 2 * SIZE) {
            free.push(block.bytes());
        }
    }

    private byte[] buffer() {
        return free.isEmpty() ? new byte[SIZE] : free.pop();
    }

    /** Reads until there is a whole line and the buffer is full, or the file ends. */
    private LineBlock read() {
        byte[] bytes = buffer();
        if (bytes.length <= rest.length) {
            bytes = new byte[2 * rest.length];
        }
        System.arraycopy(rest, 0, bytes, 0, rest.length);
        int length = rest.length;
        int searched = 0;
        try {
            while (true) {
                int count = stream.readNBytes(bytes, length, bytes.length - length - 1);
                length += count;
                if (atStart) {
                    length = withoutByteOrderMark(bytes, length);
                    atStart = false;
                }
                if (length < bytes.length - 1) {
                    return last(bytes, length, Optional.empty());
                }
                int end = afterLastLineFeed(bytes, searched, length);
                if (end > 0) {
                    rest = Arrays.copyOfRange(bytes, end, length);
                    return block(bytes, end, Optional.empty());
                }
                if (length > TextReader.LONGEST_LINE && characters(bytes, length) > TextReader.LONGEST_LINE) {
                    return last(bytes, 0, Optional.of(new LineBlock.Failure.TooLong()));
                }
                searched = length;
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length));
            }
        } catch (OutOfMemoryError e) {
            return last(bytes, 0, Optional.of(new LineBlock.Failure.NoMemory(length, e)));
        } catch (IOException e) {
            return last(bytes, afterLastLineFeed(bytes, 0, length), Optional.of(new LineBlock.Failure.Unreadable(e)));
        }
    }

    private static int withoutByteOrderMark(byte[] bytes, int length) {
        if (length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            System.arraycopy(bytes, 3, bytes, 0, length - 3);
            return length - 3;
        }
        return length;
    }

    private static int afterLastLineFeed(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        return end > from ? end : 0;
    }

    /** The number of chars that the bytes are in UTF-16. */
    private static long characters(byte[] bytes, int length) {
        long count = 0;
        for (int i = 0; i < length; i++) {
            boolean continues = (bytes[i] & 0xc0) == 0x80;
            boolean pair = (bytes[i] & 0xf8) == 0xf0;
            count += continues ? 0 : pair ? 2 : 1;
        }
        return count;
    }

    /** The last block of a file. */
    private LineBlock last(byte[] bytes, int length, Optional<LineBlock.Failure> failure) {
        rest = new byte[0];
        closeStream();
        int end = length;
        if (end > 0 && bytes[end - 1] != '\n') {
            bytes[end++] = '\n';
        }
        return block(bytes, end, failure);
    }

    private LineBlock block(byte[] bytes, int length, Optional<LineBlock.Failure> failure) {
        return new LineBlock(next - 1, files.get(next - 1), bytes, length, failure);
    }

    private void closeStream() {
        InputFile.closeQuietly(stream);
        stream = null;
    }

    @Override
    public synchronized void close() {
        next = files.size();
        if (stream != null) {
            closeStream();
        }
    }
}
