package dev.smoothie.pipeline.packed;

import java.io.IOException;
import java.util.Arrays;

/**
 * A Huffman code (RFC 8878, 4.2): of the next {@code log} bits, read as a number, {@code symbol} is what they begin with
 * and {@code length} how many bits that takes.
 */
record HuffmanTable(int log, byte[] symbol, byte[] length) {
    private static final int LONGEST_CODE = 11;

    /** A table and where in the bytes its description ended. */
    record Described(HuffmanTable table, int end) {}

    static Described read(byte[] bytes, int start, int end) throws IOException {
        if (start >= end) {
            throw ZstdInputStream.damaged("a Huffman table that is not there");
        }
        int header = bytes[start] & 0xff;
        int from = start + 1;
        boolean direct = header >= 128;
        int to = from + (direct ? header - 127 + 1 >>> 1 : header);
        if (to > end) {
            throw ZstdInputStream.damaged("a Huffman table that does not end");
        }
        int[] weights = new int[256];
        int count = direct ? nibbles(bytes, from, header - 127, weights) : packed(bytes, from, to, weights);
        return new Described(of(weights, count), to);
    }

    private static int nibbles(byte[] bytes, int from, int count, int[] weights) {
        for (int i = 0; i < count; i++) {
            weights[i] = bytes[from + i / 2] >>> (i % 2 == 0 ? 4 : 0) & 0xf;
        }
        return count;
    }

    /** Weights that two states of one table say in turn, until the bits are used up. */
    private static int packed(byte[] bytes, int from, int to, int[] weights) throws IOException {
        FseTable.Described described = FseTable.read(bytes, from, to, 256, 6);
        FseTable table = described.table();
        var bits = new BackwardBits(bytes, described.end(), to);
        int[] states = {(int) bits.read(table.log()), (int) bits.read(table.log())};
        if (bits.left() < 0) {
            throw ZstdInputStream.damaged("Huffman weights without states");
        }
        int count = 0;
        int turn = 0;
        while (true) {
            int state = states[turn];
            put(weights, count++, table.symbol()[state]);
            states[turn] = table.base()[state] + (int) bits.read(table.bits()[state]);
            turn = 1 - turn;
            if (bits.left() < 0) {
                put(weights, count++, table.symbol()[states[turn]]);
                return count;
            }
        }
    }

    private static void put(int[] weights, int index, int weight) throws IOException {
        // The weight of the last symbol is not written, so 255 are the most.
        if (index >= 255) {
            throw ZstdInputStream.damaged("too many Huffman weights");
        }
        weights[index] = weight;
    }

    /** The code of {@code count} weights and of one more, which makes their probabilities add up. */
    private static HuffmanTable of(int[] weights, int count) throws IOException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i] == 0 ? 0 : 1L << weights[i] - 1;
        }
        int log = 64 - Long.numberOfLeadingZeros(sum);
        if (sum == 0 || log > LONGEST_CODE) {
            throw ZstdInputStream.damaged("a Huffman code of %d bits".formatted(log));
        }
        long rest = (1L << log) - sum;
        if (Long.bitCount(rest) != 1) {
            throw ZstdInputStream.damaged("Huffman weights that do not add up");
        }
        weights[count] = Long.numberOfTrailingZeros(rest) + 1;
        byte[] symbol = new byte[1 << log];
        byte[] length = new byte[1 << log];
        int position = 0;
        for (int weight = 1; weight <= log; weight++) {
            for (int s = 0; s <= count; s++) {
                if (weights[s] == weight) {
                    int next = position + (1 << weight - 1);
                    Arrays.fill(symbol, position, next, (byte) s);
                    Arrays.fill(length, position, next, (byte) (log + 1 - weight));
                    position = next;
                }
            }
        }
        return new HuffmanTable(log, symbol, length);
    }

    /** Decodes {@code target[offset, offset + count)} from the bits of {@code bytes[start, end)}, which it uses up. */
    void decode(byte[] bytes, int start, int end, byte[] target, int offset, int count) throws IOException {
        var bits = new BackwardBits(bytes, start, end);
        for (int i = 0; i < count; i++) {
            int next = (int) bits.peek(log);
            target[offset + i] = symbol[next];
            bits.skip(length[next]);
        }
        if (bits.left() != 0) {
            throw ZstdInputStream.damaged("literals that do not fill their bits");
        }
    }
}
