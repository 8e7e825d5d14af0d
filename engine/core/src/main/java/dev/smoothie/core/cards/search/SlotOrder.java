package dev.smoothie.core.cards.search;

/**
 * Says in which order rows are screened: slot s holds row {@code (s·multiplier) mod n}. Rows often come sorted, by
 * topic or time. Spread evenly, each tile, and the sample of the first thresholds, has rows of all kinds.
 * {@link OperandPacking} chooses the order; {@link CardSearch} turns slots back into rows at the end.
 *
 * @param rows
 *            n
 * @param multiplier
 *            coprime to n
 */
record SlotOrder(long rows, long multiplier) {

    /** Neighbouring slots hold rows about 0.618·n apart, the spacing that spreads any stretch of rows most evenly. */
    static SlotOrder spread(long rows) {
        long multiplier = Math.max(1, Math.round(rows * 0.6180339887498949));
        while (gcd(multiplier, rows) != 1) {
            multiplier++;
        }
        return new SlotOrder(rows, multiplier);
    }

    /** Slot s holds row s. */
    static SlotOrder asGiven(long rows) {
        return new SlotOrder(rows, 1);
    }

    long row(long slot) {
        return slot * multiplier % rows;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
