package dev.smoothie.core.cards;

import java.util.Optional;

/**
 * The sizes with which a search on a card works: candidates, tiles, sample. They decide its speed and how much memory
 * it needs, not its answer.
 *
 * @param keep
 *            candidates of a row that are ranked: more than are wanted, so that more rows are certified
 * @param capacity
 *            room for the candidates of a row between two cuts to {@code keep}; a power of two
 * @param tile
 *            rows and columns of a tile, a multiple of 4
 * @param sample
 *            slots from which the first thresholds are taken
 */
public record CardSearchPlan(int keep, int capacity, int tile, int sample) {
    /** The most candidates that are ranked; exact.cu has the same number. */
    static final int MOST_RANKED = 1024;
    /** The most candidates that one warp can sort in 32 KiB of shared memory. */
    private static final int MOST_CAPACITY = 4096;
    private static final int LARGE_TILE = 8192;
    private static final int SMALL_TILE = 1024;

    public CardSearchPlan {
        boolean fits = keep >= 1 && keep <= MOST_RANKED && capacity > keep && capacity <= MOST_CAPACITY
                && Integer.bitCount(capacity) == 1;
        if (!fits || tile < 4 || tile % 4 != 0 || sample < 1 || sample > tile) {
            throw new IllegalArgumentException(
                    "keep %d of %d, tiles of %d, sample of %d".formatted(keep, capacity, tile, sample));
        }
    }

    /**
     * A plan for {@code searched} neighbours among {@code base} rows. The keys of coarse operands differ more from the
     * distances, so more of them are kept. A row expects {@code keep·tile/sample}, that is {@code 2·keep}, candidates
     * of its first tile, and has room for eight times as many as it keeps.
     */
    public static CardSearchPlan of(Precision precision, int base, int searched) {
        int more = switch (precision) {
            case FP32, BF16X3 -> 8 + searched / 4;
            case TF32 -> 16 + searched;
            case BF16 -> 24 + 2 * searched;
        };
        int keep = Math.min(MOST_RANKED, searched + more);
        int capacity = Math.clamp(Integer.highestOneBit(8 * keep - 1) * 2L, 256, MOST_CAPACITY);
        int tile = Math.min(base > 32 * LARGE_TILE ? LARGE_TILE : LARGE_TILE / 2, Math.ceilDiv(base, 4) * 4);
        return new CardSearchPlan(keep, capacity, tile, Math.max(1, Math.min(base, tile / 2)));
    }

    /** Whether a card can search for that many: all of them are ranked at once in shared memory. */
    public static boolean canSearch(int searched) {
        return searched <= MOST_RANKED - 64;
    }

    /**
     * A plan that needs less memory: smaller tiles first, then room for fewer candidates; empty where nothing is left
     * to save.
     */
    public Optional<CardSearchPlan> smaller() {
        if (tile > SMALL_TILE) {
            int half = Math.ceilDiv(tile / 2, 4) * 4;
            return Optional.of(new CardSearchPlan(keep, capacity, half, Math.min(sample, half)));
        }
        return capacity > 2 * keep
                ? Optional.of(new CardSearchPlan(keep, capacity / 2, tile, sample))
                : Optional.empty();
    }
}
