package dev.smoothie.pipeline.packed;

import java.io.IOException;
import java.util.Arrays;

/** The unpacked bytes of a frame that are still needed: those not read yet, and those that a match may copy. */
final class Window {
    private final int size;
    private byte[] bytes = new byte[1 << 12];
    private int read;
    private int end;

    /**
     * @param size
     *            how far back a match may reach
     */
    Window(int size) {
        this.size = size;
    }

    /** How many bytes can be taken. */
    int available() {
        return end - read;
    }

    int take(byte[] target, int offset, int length) {
        int count = Math.min(length, available());
        System.arraycopy(bytes, read, target, offset, count);
        read += count;
        return count;
    }

    /** Makes room for {@code count} more bytes: forgets what no match can reach any more, and grows if that is too little. */
    void reserve(int count) {
        int kept = Math.min(read, Math.max(0, end - size));
        if (bytes.length - end < count && kept >= bytes.length / 2) {
            System.arraycopy(bytes, kept, bytes, 0, end - kept);
            read -= kept;
            end -= kept;
        }
        if (bytes.length - end < count) {
            bytes = Arrays.copyOf(bytes, Math.max(end + count, 2 * bytes.length));
        }
    }

    void append(byte[] source, int offset, int length) {
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    void fill(byte value, int length) {
        Arrays.fill(bytes, end, end + length, value);
        end += length;
    }

    /** Copies {@code length} bytes that begin {@code distance} bytes back; they may overlap those that are written. */
    void copy(long distance, int length) throws IOException {
        if (distance <= 0 || distance > Math.min(end, size)) {
            throw ZstdInputStream.damaged("a match before the start of the data");
        }
        int from = end - (int) distance;
        if (distance >= length) {
            System.arraycopy(bytes, from, bytes, end, length);
        } else {
            for (int i = 0; i < length; i++) {
                bytes[end + i] = bytes[from + i];
            }
        }
        end += length;
    }
}
