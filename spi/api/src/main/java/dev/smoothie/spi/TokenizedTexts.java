package dev.smoothie.spi;

import java.util.Objects;

/**
 * Texts as token ids, back to back without padding.
 *
 * @param ids
 *            the ids of all texts, one text after the other
 * @param starts
 *            one more than there are texts: text t has the ids from {@code starts[t]} to before {@code starts[t + 1]}
 * @param truncated
 *            how many of the texts were cut
 */
public record TokenizedTexts(int[] ids, int[] starts, int truncated) {

    public TokenizedTexts {
        Objects.requireNonNull(ids, "ids");
        boolean fits = starts.length >= 1 && starts[0] == 0 && starts[starts.length - 1] == ids.length;
        for (int text = 1; fits && text < starts.length; text++) {
            fits = starts[text - 1] <= starts[text];
        }
        if (!fits || truncated < 0 || truncated >= starts.length) {
            throw new IllegalArgumentException(
                    "%d ids, %d starts that must ascend from 0 to the number of ids, %d truncated".formatted(ids.length,
                            starts.length, truncated));
        }
    }

    /** How many texts. */
    public int texts() {
        return starts.length - 1;
    }
}
