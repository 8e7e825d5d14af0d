package dev.smoothie.pipeline.packed;

import java.io.IOException;

/** Reads bits from the start of some bytes, the lowest bit of a byte first. */
final class ForwardBits {
    private final byte[] bytes;
    private final int limit;
    private int position;
    private int bit;

    ForwardBits(byte[] bytes, int start, int limit) {
        this.bytes = bytes;
        this.position = start;
        this.limit = limit;
    }

    int read(int count) throws IOException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (position >= limit) {
                throw ZstdInputStream.damaged("a table that does not end");
            }
            value |= (bytes[position] >>> bit & 1) << i;
            if (++bit == 8) {
                bit = 0;
                position++;
            }
        }
        return value;
    }

    /** The byte after the last one of which a bit was read. */
    int end() {
        return bit == 0 ? position : position + 1;
    }
}
