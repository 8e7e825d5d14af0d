package dev.smoothie.core.encoding;

import java.util.Objects;

/**
 * Texts as token ids, back to back without padding.
 *
 * @param ids
 *            the ids of all texts, one text after the other, special tokens included
 * @param starts
 *            {@code [texts + 1]}: text t has the ids {@code [starts[t], starts[t + 1])}; ascending from 0 to the number
 *            of ids. A text may have no ids at all; its vector is zero
 */
public record TokenBatch(int[] ids, int[] starts) {

    public TokenBatch {
        Objects.requireNonNull(ids, "ids");
        if (starts.length < 1 || starts[0] != 0 || starts[starts.length - 1] != ids.length) {
            throw new IllegalArgumentException("%d tokens of %d texts that do not start at 0 and end at the last token"
                    .formatted(ids.length, starts.length - 1));
        }
        for (int text = 1; text < starts.length; text++) {
            if (starts[text] < starts[text - 1]) {
                throw new IllegalArgumentException("text %d has %d tokens".formatted(text - 1,
                        starts[text] - starts[text - 1]));
            }
        }
    }

    /** How many texts. */
    public int texts() {
        return starts.length - 1;
    }

    /** How many tokens all texts have. */
    public int tokens() {
        return ids.length;
    }

    /** How many tokens one text has. */
    public int length(int text) {
        return starts[text + 1] - starts[text];
    }
}
