package dev.smoothie.core.encoding;

import java.util.Objects;

/**
 * Says which rows receive the vector of each text of a batch. Equal texts are encoded once, so a text may have several
 * rows.
 *
 * @param rows
 *            the rows of all texts, one text after the other
 * @param starts
 *            {@code [texts + 1]}: text t goes to {@code rows[starts[t], starts[t + 1])}
 */
public record RowTargets(long[] rows, int[] starts) {

    public RowTargets {
        Objects.requireNonNull(rows, "rows");
        if (starts.length < 1 || starts[0] != 0 || starts[starts.length - 1] != rows.length) {
            throw new IllegalArgumentException(
                    "%d rows of %d texts that do not start at 0 and end at the last row".formatted(rows.length,
                            starts.length - 1));
        }
    }

    /** Text t goes to row {@code first + t}. */
    public static RowTargets from(long first, int texts) {
        long[] rows = new long[texts];
        int[] starts = new int[texts + 1];
        for (int text = 0; text < texts; text++) {
            rows[text] = first + text;
            starts[text + 1] = text + 1;
        }
        return new RowTargets(rows, starts);
    }

    /** How many texts. */
    public int texts() {
        return starts.length - 1;
    }
}
