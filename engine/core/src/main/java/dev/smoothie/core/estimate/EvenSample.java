package dev.smoothie.core.estimate;

import java.util.Arrays;

/**
 * Chooses rows spread evenly over a set, for computations that need not look at all of it. The choice is the same on
 * every run.
 */
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
