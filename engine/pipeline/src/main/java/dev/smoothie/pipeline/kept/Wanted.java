package dev.smoothie.pipeline.kept;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Texts whose vectors are looked for, by their digests, and which of them have been found: a hash table with open
 * addressing, 24 to 32 bytes for each text. Any number of threads may ask and claim.
 */
public final class Wanted {
    private final long[] highs;
    private final long[] lows;
    /** The number of a text plus one; 0 where there is none. */
    private final int[] slots;
    private final AtomicIntegerArray found;

    /** Texts by their digests, no two of them equal. The number of a text is its place in the list. */
    public Wanted(List<Digest> digests) {
        int count = digests.size();
        this.highs = new long[count];
        this.lows = new long[count];
        // At most half full, so that a key that is not there is recognised after 1.5 looks on average.
        this.slots = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
        this.found = new AtomicIntegerArray(Math.ceilDiv(count, Integer.SIZE));
        for (int text = 0; text < count; text++) {
            Digest digest = digests.get(text);
            highs[text] = digest.high();
            lows[text] = digest.low();
            int slot = slot(digest.high());
            while (slots[slot] != 0) {
                slot = next(slot);
            }
            slots[slot] = text + 1;
        }
    }

    private int slot(long high) {
        return (int) high & (slots.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }

    /** How many texts. */
    public int size() {
        return highs.length;
    }

    /** The number of the text with that digest; -1 if it is not wanted. */
    int find(long high, long low) {
        for (int slot = slot(high); slots[slot] != 0; slot = next(slot)) {
            int text = slots[slot] - 1;
            if (highs[text] == high && lows[text] == low) {
                return text;
            }
        }
        return -1;
    }

    /** Whether the vector of a text has been found. */
    public boolean isFound(int text) {
        return (found.get(text >> 5) & 1 << text) != 0;
    }

    /** Marks a text as found; false if it was already. */
    boolean claim(int text) {
        int bit = 1 << text;
        return (found.getAndUpdate(text >> 5, bits -> bits | bit) & bit) == 0;
    }
}
