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
 *            slots from which the first thresholds are taken, at most {@value #MOST_TILES_OF_SAMPLE} tiles
 */
public record CardSearchPlan(int keep, int capacity, int tile, int sample) {
    /** The most candidates that are ranked; exact.cu has the same number. */
    static final int MOST_RANKED = 1024;
    /** The most candidates that one warp can sort in 32 KiB of shared memory. */
    private static final int MOST_CAPACITY = 4096;
    private static final int LARGE_TILE = 8192;
    private static final int SMALL_TILE = 1024;
    private static final int MOST_TILES_OF_SAMPLE = 4;
    /** The chance that the first threshold of a row lets fewer than {@code keep} candidates pass. */
    private static final double TOO_LOW = 1e-3;

    public CardSearchPlan {
        boolean fits = keep >= 1 && keep <= MOST_RANKED && capacity > keep && capacity <= MOST_CAPACITY
                && Integer.bitCount(capacity) == 1;
        if (!fits || tile < 4 || tile % 4 != 0 || sample < 1 || sample > MOST_TILES_OF_SAMPLE * tile) {
            throw new IllegalArgumentException(
                    "keep %d of %d, tiles of %d, sample of %d".formatted(keep, capacity, tile, sample));
        }
    }

    /**
     * A plan for {@code searched} neighbours among {@code base} rows. The keys of coarse operands differ more from the
     * distances, so more of them are kept. There is room for four times as many as are kept: from one tile a row
     * expects {@code tile/sample} of its first candidates, which is few, so that it can wait for its cut until it has
     * twice as many as it keeps.
     */
    public static CardSearchPlan of(Precision precision, int base, int searched) {
        int more = switch (precision) {
            case FP32, BF16X3 -> 8 + searched / 4;
            case TF32 -> 16 + searched;
            case FP16 -> 20 + searched * 3 / 2;
            case BF16 -> 24 + 2 * searched;
        };
        int keep = Math.min(MOST_RANKED, searched + more);
        int capacity = Math.clamp(Integer.highestOneBit(4 * keep - 1) * 2L, 256, MOST_CAPACITY);
        int tile = Math.min(base > 32 * LARGE_TILE ? LARGE_TILE : LARGE_TILE / 2, Math.ceilDiv(base, 4) * 4);
        return new CardSearchPlan(keep, capacity, tile, Math.clamp(base / 4, 1, MOST_TILES_OF_SAMPLE * tile));
    }

    /** Whether a card can search for that many: all of them are ranked at once in shared memory. */
    public static boolean canSearch(int searched) {
        return searched <= MOST_RANKED - 64;
    }

    /** How many candidates of a row make it due to be cut. */
    public int trigger() {
        return Math.max(keep, capacity / 2);
    }

    /** Rows of a tile whose columns are the whole sample: as many as make it no larger than the others. */
    public int sampleRows() {
        return Math.max(1, (int) ((long) tile * tile / (Math.ceilDiv(sample, 8) * 8L)));
    }

    /**
     * The rank (1 is the smallest) of the key in the sample that is a row's first threshold. Of the {@code keep} - 1
     * smallest keys of the base the sample holds a number that is binomially distributed; the rank is one more than
     * that number is but for once in a thousand rows, so that at least {@code keep} keys of the base are below the
     * threshold. Where they are fewer, the row has fewer candidates, which matters only if it is not certified.
     *
     * <p>
     * A row expects {@code rank·base/sample} candidates if nothing is cut. By count, for n = 100,000 in TF32 (keep 54,
     * sample 16,384) that is 110; the {@code keep}-th key of 2,048 columns let 1,300 pass.
     */
    public int sampleRank(int base) {
        if (sample >= base) {
            return keep;
        }
        double share = (double) sample / base;
        double probability = Math.pow(1 - share, keep - 1);
        double atMost = probability;
        int rank = 1;
        while (rank < keep && atMost < 1 - TOO_LOW) {
            probability *= share / (1 - share) * (keep - rank) / rank;
            atMost += probability;
            rank++;
        }
        return rank;
    }

    /**
     * A plan that needs less memory: smaller tiles first, then room for fewer candidates; empty where nothing is left
     * to save.
     */
    public Optional<CardSearchPlan> smaller() {
        if (tile > SMALL_TILE) {
            int half = Math.ceilDiv(tile / 2, 4) * 4;
            return Optional.of(new CardSearchPlan(keep, capacity, half, Math.min(sample, MOST_TILES_OF_SAMPLE * half)));
        }
        return capacity > 2 * keep
                ? Optional.of(new CardSearchPlan(keep, capacity / 2, tile, sample))
                : Optional.empty();
    }
}
