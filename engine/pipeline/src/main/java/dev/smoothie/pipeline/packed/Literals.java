package dev.smoothie.pipeline.packed;

import java.io.IOException;
import java.util.Arrays;

/** The literals section of a block (RFC 8878, 3.1.1.3.1). Remembers the Huffman code, which a later block may repeat. */
final class Literals {
    private static final int MOST = 1 << 17;

    private HuffmanTable table;
    private byte[] bytes = new byte[0];
    private int end;

    /** The literals of the block that was read last. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the section ended. */
    int end() {
        return end;
    }

    /** Reads the section at the start of a block. */
    void read(byte[] block) throws IOException {
        int first = at(block, 0);
        int kind = first & 3;
        int format = first >>> 2 & 3;
        if (kind < 2) {
            plain(block, kind == 1, format);
        } else {
            packed(block, kind == 3, format);
        }
    }

    private void plain(byte[] block, boolean repeated, int format) throws IOException {
        int header = (format & 1) == 0 ? 1 : format == 1 ? 2 : 3;
        int size = (int) (number(block, header) >>> (header == 1 ? 3 : 4));
        end = header + (repeated ? 1 : size);
        check(block, size);
        if (repeated) {
            bytes = new byte[size];
            Arrays.fill(bytes, block[header]);
        } else {
            bytes = Arrays.copyOfRange(block, header, end);
        }
    }

    private void packed(byte[] block, boolean sameTable, int format) throws IOException {
        int header = format < 2 ? 3 : format + 2;
        int width = format < 2 ? 10 : format == 2 ? 14 : 18;
        long number = number(block, header) >>> 4;
        int size = (int) (number & (1L << width) - 1);
        end = header + (int) (number >>> width & (1L << width) - 1);
        check(block, size);
        int start = header;
        if (!sameTable) {
            HuffmanTable.Described described = HuffmanTable.read(block, header, end);
            table = described.table();
            start = described.end();
        } else if (table == null) {
            throw ZstdInputStream.damaged("literals without a Huffman table");
        }
        bytes = new byte[size];
        if (format == 0) {
            table.decode(block, start, end, bytes, 0, size);
        } else {
            streams(block, start, size);
        }
    }

    /** Four streams of the same number of bytes; the last may have fewer. */
    private void streams(byte[] block, int start, int size) throws IOException {
        int each = size + 3 >>> 2;
        int from = start + 6;
        if (from > end || 3 * each > size) {
            throw ZstdInputStream.damaged("four streams in too few bytes");
        }
        for (int i = 0; i < 4; i++) {
            int to = i == 3 ? end : from + (at(block, start + 2 * i) | at(block, start + 2 * i + 1) << 8);
            if (to > end) {
                throw ZstdInputStream.damaged("a stream that does not end");
            }
            table.decode(block, from, to, bytes, i * each, i == 3 ? size - 3 * each : each);
            from = to;
        }
    }

    private void check(byte[] block, int size) throws IOException {
        if (size > MOST || end > block.length) {
            throw ZstdInputStream.damaged("%d literals in a block".formatted(size));
        }
    }

    private static long number(byte[] block, int count) throws IOException {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | at(block, i);
        }
        return value;
    }

    static int at(byte[] block, int index) throws IOException {
        if (index >= block.length) {
            throw ZstdInputStream.damaged("a block that does not end");
        }
        return block[index] & 0xff;
    }
}
