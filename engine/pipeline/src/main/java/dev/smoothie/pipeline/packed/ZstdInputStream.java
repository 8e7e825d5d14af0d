package dev.smoothie.pipeline.packed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Unpacks Zstandard (RFC 8878): any number of frames one after the other, without dictionaries. A block is unpacked
 * when its bytes are asked for; memory is the frame's window, which may be {@link #LARGEST_WINDOW} bytes at most. A
 * frame's checksum is compared when its last byte was read. Owns its source. For use by one thread.
 */
public final class ZstdInputStream extends InputStream {
    /** The window of {@code zstd --long}; with a larger one, {@code zstd -d} needs an option too. */
    static final int LARGEST_WINDOW = 1 << 27;

    private static final int MAGIC = 0xFD2FB528;
    private static final int LARGEST_BLOCK = 1 << 17;

    private final InputStream source;
    private ZstdFrame frame;
    private ZstdBlock block;
    private Window window;
    private ContentHash hash;
    private boolean lastBlock;

    public ZstdInputStream(InputStream source) {
        this.source = source;
    }

    /** Whether the bytes begin a Zstandard stream; {@code bytes} has its first four, or fewer at the end of a file. */
    public static boolean begins(byte[] bytes) {
        return bytes.length >= 4 && (int) littleEndian(bytes, 4) == MAGIC;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!unpacked()) {
            return -1;
        }
        int count = window.take(target, offset, length);
        hash.add(target, offset, count);
        return count;
    }

    /** Unpacks blocks until there are bytes; false at the end of the stream. */
    private boolean unpacked() throws IOException {
        while (window == null || window.available() == 0) {
            if (frame == null || lastBlock) {
                if (!nextFrame()) {
                    return false;
                }
            } else {
                nextBlock();
            }
        }
        return true;
    }

    /** Goes to the next frame that has data; false at the end of the stream. */
    private boolean nextFrame() throws IOException {
        if (frame != null && frame.checksum() && (int) littleEndian(bytes(4), 4) != (int) hash.value()) {
            throw damaged("the checksum is another one");
        }
        frame = null;
        while (true) {
            byte[] start = source.readNBytes(4);
            if (start.length == 0) {
                return false;
            }
            if (start.length < 4) {
                throw ended();
            }
            int magic = (int) littleEndian(start, 4);
            if (magic == MAGIC) {
                begin(ZstdFrame.read(this));
                return true;
            }
            if ((magic & 0xFFFFFFF0) != 0x184D2A50) {
                throw new IOException("what comes where a Zstandard frame should begin is none");
            }
            source.skipNBytes(littleEndian(bytes(4), 4));
        }
    }

    private void begin(ZstdFrame next) throws IOException {
        if (next.window() > LARGEST_WINDOW) {
            throw new IOException(
                    "it was packed with a window of %d bytes, and at most %d are read (unpack it with zstd -d --long=31)"
                            .formatted(next.window(), LARGEST_WINDOW));
        }
        frame = next;
        window = new Window((int) next.window());
        block = new ZstdBlock();
        hash = new ContentHash();
        lastBlock = false;
    }

    private void nextBlock() throws IOException {
        int header = (int) littleEndian(bytes(3), 3);
        lastBlock = (header & 1) != 0;
        int size = header >>> 3;
        if (size > LARGEST_BLOCK) {
            throw damaged("a block of %d bytes".formatted(size));
        }
        window.reserve(LARGEST_BLOCK);
        switch (header >>> 1 & 3) {
            case 0 -> window.append(bytes(size), 0, size);
            case 1 -> window.fill(bytes(1)[0], size);
            case 2 -> block.unpack(bytes(size), window);
            default -> throw damaged("a block of the reserved kind");
        }
    }

    /** Exactly {@code count} bytes of the source. */
    byte[] bytes(int count) throws IOException {
        byte[] bytes = source.readNBytes(count);
        if (bytes.length < count) {
            throw ended();
        }
        return bytes;
    }

    static long littleEndian(byte[] bytes, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private static IOException ended() {
        return new EOFException("the Zstandard data end in the middle of a frame");
    }

    static IOException damaged(String found) {
        return new IOException("damaged Zstandard data: " + found);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
