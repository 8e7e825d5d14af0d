package dev.smoothie.core.compute;

import java.lang.foreign.Arena;

/**
 * Goes over the keys of a tile whose matrix product is done: adds the terms of rows and columns, and finds the keys
 * below a threshold. It uses SIMD once that is ready. For one thread.
 */
final class KeyScan {
    /** The plain form serves so many elements first. */
    private static final VectorForm VECTOR = new VectorForm("keys", 1L << 32, () -> true, KeysTrial::new);

    private final boolean vectorised;
    private final PlainKeys plain;

    /**
     * @param vectorised
     *            whether SIMD may be used
     * @param maxRows
     *            the most rows of either block
     */
    KeyScan(boolean vectorised, int maxRows) {
        this.vectorised = vectorised;
        this.plain = new PlainKeys(maxRows);
    }

    private boolean vector(long keys) {
        return vectorised && VECTOR.serves(keys);
    }

    /** Adds {@code aTerms[i] + bTerms[j]} to {@code keys[i, j]} for i in {@code [0, na)}, j in {@code [0, nb)}. */
    void addTerms(Tile keys, float[] aTerms, int na, float[] bTerms, int nb) {
        if (vector((long) na * nb)) {
            KeyTerms.add(keys, aTerms, na, bTerms, nb);
        } else {
            plain.addTerms(keys, aTerms, na, bTerms, nb);
        }
    }

    /** See {@link TileScreen#threshold}. */
    float threshold(Tile keys, int row, int columns, int least, int most) {
        return vector(columns)
                ? BelowKernel.threshold(keys, row, columns, least, most)
                : plain.threshold(keys, row, columns, least, most);
    }

    /** See {@link TileScreen#below(Tile, int, int, float, int[])}. */
    int below(Tile keys, int row, int columns, float threshold, int[] found) {
        return vector(columns)
                ? BelowKernel.find(keys, row, columns, threshold, found)
                : plain.below(keys, row, columns, threshold, found);
    }

    /** See {@link TileScreen#below(Tile, int, int, float, float[], int[])}. */
    int below(Tile keys, int row, int columns, float threshold, float[] thresholds, int[] found) {
        return vector(columns)
                ? BelowKernel.find(keys, row, columns, threshold, thresholds, found)
                : plain.below(keys, row, columns, threshold, thresholds, found);
    }

    private static final class KeysTrial implements VectorForm.Trial {
        private static final int ROWS = 128;
        private static final int MOST = 10;
        private final Tile keys = Tile.allocate(Arena.ofAuto(), ROWS);
        private final PlainKeys plain = new PlainKeys(ROWS);
        private final float[] terms = new float[ROWS];
        private final int[] found = new int[ROWS];

        /** Some keys lie below the threshold, most do not, as in a search. */
        KeysTrial() {
            for (int row = 0; row < ROWS; row++) {
                for (int column = 0; column < ROWS; column++) {
                    keys.set(row, column, (column * 37 + row) % ROWS);
                }
            }
        }

        @Override
        public double plain() {
            double count = 0;
            plain.addTerms(keys, terms, ROWS, terms, ROWS);
            for (int row = 0; row < ROWS; row++) {
                count += plain.below(keys, row, ROWS, MOST / 2f, found);
                count += plain.below(keys, row, ROWS, MOST / 2f, terms, found);
            }
            return count + plain.threshold(keys, 0, ROWS, MOST / 2, MOST);
        }

        @Override
        public double vector() {
            double count = 0;
            KeyTerms.add(keys, terms, ROWS, terms, ROWS);
            for (int row = 0; row < ROWS; row++) {
                count += BelowKernel.find(keys, row, ROWS, MOST / 2f, found);
                count += BelowKernel.find(keys, row, ROWS, MOST / 2f, terms, found);
            }
            return count + BelowKernel.threshold(keys, 0, ROWS, MOST / 2, MOST);
        }
    }
}
