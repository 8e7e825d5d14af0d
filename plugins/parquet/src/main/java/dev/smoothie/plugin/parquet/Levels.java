package dev.smoothie.plugin.parquet;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The definition or repetition levels of a page, as runs of equal ones. */
final class Levels {
    private final int highest;
    private byte[] levels = new byte[64];
    private int size;

    /** Levels from 0 to {@code highest}. */
    Levels(int highest) {
        if (highest > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("columns are nested more than 40 deep");
        }
        this.highest = highest;
    }

    void add(int level) {
        if (size == levels.length) {
            levels = Arrays.copyOf(levels, size * 2);
        }
        levels[size++] = (byte) level;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /**
     * Writes them as a page has them: the length in bytes, then runs; nothing if 0 is the only level. Source: "RLE" in the
     * format's specification of encodings; a level fits in one byte.
     */
    void writeTo(ByteArrayOutputStream out) {
        if (highest == 0) {
            return;
        }
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        int start = 0;
        while (start < size) {
            int end = start + 1;
            while (end < size && levels[end] == levels[start]) {
                end++;
            }
            int header = (end - start) << 1;
            while ((header & ~0x7F) != 0) {
                runs.write(header & 0x7F | 0x80);
                header >>>= 7;
            }
            runs.write(header);
            runs.write(levels[start]);
            start = end;
        }
        LittleEndian.writeInt(out, runs.size());
        out.writeBytes(runs.toByteArray());
    }
}
