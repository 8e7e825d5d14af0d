package dev.smoothie.pipeline.packed;

import java.io.IOException;

/** Reads bits from the end of some bytes to their start, as Zstandard's entropy coders write them. */
final class BackwardBits {
    private final byte[] bytes;
    private final int start;
    /** How many bits are left; negative once more were read than there are, which are zeros. */
    private long left;

    /** Reads {@code bytes[start, end)}. */
    BackwardBits(byte[] bytes, int start, int end) throws IOException {
        if (start < 0 || end > bytes.length || end <= start || bytes[end - 1] == 0) {
            throw ZstdInputStream.damaged("an empty stream of bits");
        }
        this.bytes = bytes;
        this.start = start;
        int padding = Integer.numberOfLeadingZeros(bytes[end - 1] & 0xff) - 24 + 1;
        left = 8L * (end - start) - padding;
    }

    long left() {
        return left;
    }

    /** The next {@code count} bits, at most 32, as an unsigned number; bits before the start are zeros. */
    long read(int count) {
        long value = peek(count);
        left -= count;
        return value;
    }

    void skip(int count) {
        left -= count;
    }

    /** The same as {@link #read}, without going on. */
    long peek(int count) {
        long low = left - count;
        if (low < 0) {
            int have = (int) Math.max(0, left);
            return have == 0 ? 0 : bits(0, have) << -low;
        }
        return bits(low, count);
    }

    private long bits(long from, int count) {
        int first = start + (int) (from >>> 3);
        int shift = (int) (from & 7);
        int needed = shift + count + 7 >>> 3;
        long value = 0;
        for (int i = needed - 1; i >= 0; i--) {
            value = value << 8 | bytes[first + i] & 0xff;
        }
        return value >>> shift & (1L << count) - 1;
    }
}
