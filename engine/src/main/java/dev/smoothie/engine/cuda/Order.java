package dev.smoothie.engine.cuda;

/**
 * The order in which rows are screened: slot s holds row {@code (s·multiplier) mod n}. Rows often come sorted, by topic or
 * time; spread evenly, each tile and the sample of the first thresholds see all kinds of them.
 *
 * @param rows
 *            n
 * @param multiplier
 *            coprime to n
 */
record Order(long rows, long multiplier) {

    /** Neighbouring slots hold rows about 0.618·n apart, the spacing that spreads any stretch of rows most evenly. */
    static Order spread(long rows) {
        long multiplier = Math.max(1, Math.round(rows * 0.6180339887498949));
        while (gcd(multiplier, rows) != 1) {
            multiplier++;
        }
        return new Order(rows, multiplier);
    }

    /** Slot s holds row s. */
    static Order asGiven(long rows) {
        return new Order(rows, 1);
    }

    long row(long slot) {
        return slot * multiplier % rows;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
