package dev.smoothie.engine.estimate;

import java.util.Arrays;

/** Rows spread evenly over a set, for what need not look at all of it. The same on every run. */
public final class EvenSample {

    private EvenSample() {}

    /** All of {@code [0, rows)}, or {@code most} of them at equal steps, ascending. */
    public static long[] of(long rows, long most) {
        long count = Math.min(rows, most);
        long[] chosen = new long[Math.toIntExact(count)];
        Arrays.setAll(chosen, k -> Math.multiplyExact(k, rows) / count);
        return chosen;
    }
}
