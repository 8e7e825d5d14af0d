package dev.smoothie.core.cards.encoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The parts of texts that blocks of attention take: some rows of one text each, as queries for all its tokens.
 *
 * @param values
 *            four ints a tile: the text's first token in the batch, its length, the first query row within the text, the
 *            number of query rows
 * @param longTiles
 *            how many tiles are of long texts; they come first
 */
record AttentionTiles(int[] values, int longTiles) {
    private static final int INTS = 4;

    int count() {
        return values.length / INTS;
    }

    int shortTiles() {
        return count() - longTiles;
    }

    /**
     * Cuts texts into tiles. The longest texts come first, because blocks start in order and the last should be short.
     *
     * @param lengths
     *            tokens of each text, at least 1
     * @param mostShort
     *            texts up to this length are short; each is one tile
     * @param rows
     *            query rows of a tile of a long text, at most
     * @param step
     *            rows that a part of a block takes; a tile has a multiple of them, so that a text's tiles are of about the
     *            same size
     */
    static AttentionTiles cut(int[] lengths, int mostShort, int rows, int step) {
        int[] starts = new int[lengths.length];
        for (int text = 1; text < lengths.length; text++) {
            starts[text] = starts[text - 1] + lengths[text - 1];
        }
        int[] order = IntStream.range(0, lengths.length).boxed()
                .sorted(Comparator.comparingInt((Integer text) -> lengths[text]).reversed())
                .mapToInt(Integer::intValue).toArray();
        int tiles = Arrays.stream(lengths)
                .map(length -> Math.ceilDiv(length, length <= mostShort ? length : even(length, rows, step))).sum();
        int[] values = new int[INTS * tiles];
        int at = 0;
        int longTiles = 0;
        for (int text : order) {
            int each = lengths[text] <= mostShort ? lengths[text] : even(lengths[text], rows, step);
            for (int row = 0; row < lengths[text]; row += each) {
                values[at++] = starts[text];
                values[at++] = lengths[text];
                values[at++] = row;
                values[at++] = Math.min(each, lengths[text] - row);
                longTiles += lengths[text] <= mostShort ? 0 : 1;
            }
        }
        return new AttentionTiles(values, longTiles);
    }

    private static int even(int length, int rows, int step) {
        int parts = Math.ceilDiv(length, rows);
        return Math.ceilDiv(Math.ceilDiv(length, parts), step) * step;
    }
}
