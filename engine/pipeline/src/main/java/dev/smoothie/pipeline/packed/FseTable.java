package dev.smoothie.pipeline.packed;

import java.io.IOException;

/**
 * A decoding table of finite state entropy (RFC 8878, 4.1). State {@code s} stands for {@code symbol[s]}; the state after
 * it is {@code base[s]} plus the next {@code bits[s]} bits.
 *
 * @param log
 *            the logarithm of the number of states
 */
record FseTable(int log, int[] symbol, int[] bits, int[] base) {

    /**
     * The table of a distribution.
     *
     * @param counts
     *            how many of the {@code 2^log} states each symbol has; -1 is one with the least probability
     */
    static FseTable of(int log, int[] counts) throws IOException {
        int size = 1 << log;
        int[] symbol = new int[size];
        int[] next = new int[counts.length];
        int high = size - 1;
        for (int s = 0; s < counts.length; s++) {
            next[s] = Math.abs(counts[s]);
            if (counts[s] == -1) {
                symbol[high--] = s;
            }
        }
        spread(symbol, counts, high);
        int[] bits = new int[size];
        int[] base = new int[size];
        for (int state = 0; state < size; state++) {
            int rank = next[symbol[state]]++;
            if (rank == 0) {
                throw ZstdInputStream.damaged("a symbol of probability 0");
            }
            bits[state] = log - (31 - Integer.numberOfLeadingZeros(rank));
            base[state] = (rank << bits[state]) - size;
        }
        return new FseTable(log, symbol, bits, base);
    }

    private static void spread(int[] symbol, int[] counts, int high) throws IOException {
        int size = symbol.length;
        int step = (size >> 1) + (size >> 3) + 3;
        int position = 0;
        for (int s = 0; s < counts.length; s++) {
            for (int i = 0; i < counts[s]; i++) {
                symbol[position] = s;
                do {
                    position = position + step & size - 1;
                } while (position > high);
            }
        }
        if (position != 0) {
            throw ZstdInputStream.damaged("probabilities that do not add up");
        }
    }

    /** The table with one state, which says {@code symbol} without any bits. */
    static FseTable constant(int symbol) {
        return new FseTable(0, new int[]{symbol}, new int[1], new int[1]);
    }

    /** A table and where in the bytes its description ended. */
    record Described(FseTable table, int end) {}

    /**
     * Reads a table's description (RFC 8878, 4.1.1), which begins at {@code bytes[start]} and ends before {@code end}.
     *
     * @param symbols
     *            the number of symbols at most
     * @param largestLog
     *            the logarithm of the number of states at most
     */
    static Described read(byte[] bytes, int start, int end, int symbols, int largestLog) throws IOException {
        var bits = new ForwardBits(bytes, start, end);
        int log = bits.read(4) + 5;
        if (log > largestLog) {
            throw ZstdInputStream.damaged("a table of 2^%d states".formatted(log));
        }
        int[] counts = new int[symbols];
        int remaining = 1 << log;
        int s = 0;
        while (remaining > 0) {
            if (s >= symbols) {
                throw ZstdInputStream.damaged("a table of too many symbols");
            }
            int count = count(bits, remaining);
            counts[s++] = count;
            remaining -= Math.abs(count);
            if (count == 0) {
                s += zeros(bits);
            }
        }
        return new Described(of(log, counts), bits.end());
    }

    /** A number from -1 to {@code remaining}, written with fewer bits where it is small. */
    private static int count(ForwardBits bits, int remaining) throws IOException {
        int values = remaining + 2;
        int width = 32 - Integer.numberOfLeadingZeros(values - 1);
        int shorter = (1 << width) - values;
        int low = bits.read(width - 1);
        if (low < shorter) {
            return low - 1;
        }
        int value = low | bits.read(1) << width - 1;
        return (value < 1 << width - 1 ? value : value - shorter) - 1;
    }

    /** How many more symbols have no state. */
    private static int zeros(ForwardBits bits) throws IOException {
        int total = 0;
        int part;
        do {
            part = bits.read(2);
            total += part;
        } while (part == 3);
        return total;
    }
}
