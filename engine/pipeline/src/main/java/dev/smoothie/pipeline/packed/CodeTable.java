package dev.smoothie.pipeline.packed;

import java.io.IOException;

/**
 * One of the three codes of a block's sequences: the table that is in force, its state, and what its symbols stand for
 * (RFC 8878, 3.1.1.3.2).
 */
final class CodeTable {
    private static final int[] LENGTH_COUNTS = {4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2,
            2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1};
    private static final int[] MATCH_COUNTS = {1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1,
            1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1};
    private static final int[] OFFSET_COUNTS = {1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            -1, -1, -1, -1, -1};
    private static final int[] LENGTH_BITS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4,
            6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final int[] MATCH_BITS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0,
            0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    private final int defaultLog;
    private final int[] defaultCounts;
    private final int largestLog;
    /** A symbol stands for {@code base[symbol]} plus the next {@code bits[symbol]} bits. */
    private final int[] bits;
    private final long[] base;
    private FseTable table;
    private int state;

    private CodeTable(int defaultLog, int[] defaultCounts, int largestLog, int[] bits, long[] base) {
        this.defaultLog = defaultLog;
        this.defaultCounts = defaultCounts;
        this.largestLog = largestLog;
        this.bits = bits;
        this.base = base;
    }

    static CodeTable literalLengths() {
        return new CodeTable(6, LENGTH_COUNTS, 9, LENGTH_BITS, ranges(0, LENGTH_BITS));
    }

    static CodeTable matchLengths() {
        return new CodeTable(6, MATCH_COUNTS, 9, MATCH_BITS, ranges(3, MATCH_BITS));
    }

    static CodeTable offsets() {
        int[] bits = new int[32];
        long[] base = new long[32];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = i;
            base[i] = 1L << i;
        }
        return new CodeTable(5, OFFSET_COUNTS, 8, bits, base);
    }

    /** Where the range of each symbol starts, if the ranges follow each other from {@code first}. */
    private static long[] ranges(int first, int[] bits) {
        long[] base = new long[bits.length];
        long next = first;
        for (int i = 0; i < bits.length; i++) {
            base[i] = next;
            next += 1L << bits[i];
        }
        return base;
    }

    /** Takes the table that a block names: the default, one symbol, a described table, or that of the block before. */
    int read(int mode, byte[] block, int position) throws IOException {
        switch (mode) {
            case 0 -> table = FseTable.of(defaultLog, defaultCounts);
            case 1 -> {
                table = FseTable.constant(Literals.at(block, position));
                return position + 1;
            }
            case 2 -> {
                FseTable.Described described = FseTable.read(block, position, block.length, bits.length, largestLog);
                table = described.table();
                return described.end();
            }
            default -> {
                if (table == null) {
                    throw ZstdInputStream.damaged("a block that repeats a table before the first");
                }
            }
        }
        return position;
    }

    void begin(BackwardBits source) {
        state = (int) source.read(table.log());
    }

    /** What the state stands for. */
    long value(BackwardBits source) throws IOException {
        int symbol = table.symbol()[state];
        if (symbol >= bits.length) {
            throw ZstdInputStream.damaged("a code that there is not");
        }
        return base[symbol] + source.read(bits[symbol]);
    }

    void advance(BackwardBits source) {
        state = table.base()[state] + (int) source.read(table.bits()[state]);
    }
}
