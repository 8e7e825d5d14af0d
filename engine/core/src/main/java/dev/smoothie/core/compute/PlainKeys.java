package dev.smoothie.core.compute;

import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * Plain loops over the rows of a tile: adds the terms of keys, and finds keys below a threshold. A row is copied into
 * an array first. For one thread.
 */
final class PlainKeys {
    private final float[] keys;

    /** For tiles with rows of at most {@code most} keys. */
    PlainKeys(int most) {
        this.keys = new float[most];
    }

    private void read(Tile tile, int row, int columns) {
        MemorySegment.copy(tile.segment(), JAVA_FLOAT, tile.offset(row), keys, 0, columns);
    }

    /** See {@link KeyTerms#add}. */
    void addTerms(Tile tile, float[] aTerms, int na, float[] bTerms, int nb) {
        for (int i = 0; i < na; i++) {
            read(tile, i, nb);
            add(keys, aTerms[i], bTerms, nb);
            MemorySegment.copy(keys, 0, tile.segment(), JAVA_FLOAT, tile.offset(i), nb);
        }
    }

    private static void add(float[] keys, float aTerm, float[] bTerms, int nb) {
        for (int j = 0; j < nb; j++) {
            keys[j] += aTerm + bTerms[j];
        }
    }

    /** See {@link TileScreen#below(Tile, int, int, float, int[])}. */
    int below(Tile tile, int row, int columns, float threshold, int[] found) {
        read(tile, row, columns);
        return below(keys, columns, threshold, found);
    }

    /** Each column is written and then counted or not, without a branch, because few are predictable. */
    private static int below(float[] keys, int columns, float threshold, int[] found) {
        int count = 0;
        for (int column = 0; column < columns; column++) {
            found[count] = column;
            count += keys[column] < threshold ? 1 : 0;
        }
        return count;
    }

    /** See {@link TileScreen#below(Tile, int, int, float, float[], int[])}. */
    int below(Tile tile, int row, int columns, float threshold, float[] thresholds, int[] found) {
        read(tile, row, columns);
        return below(keys, columns, threshold, thresholds, found);
    }

    private static int below(float[] keys, int columns, float threshold, float[] thresholds, int[] found) {
        int count = 0;
        for (int column = 0; column < columns; column++) {
            found[count] = column;
            count += keys[column] < threshold || keys[column] < thresholds[column] ? 1 : 0;
        }
        return count;
    }

    /** See {@link TileScreen#threshold}. It bisects as {@link BelowKernel#threshold} does. */
    float threshold(Tile tile, int row, int columns, int least, int most) {
        read(tile, row, columns);
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (int column = 0; column < columns; column++) {
            low = keys[column] < low ? keys[column] : low;
            high = keys[column] > high ? keys[column] : high;
        }
        high = Math.nextUp(high);
        for (int count = columns; count > most;) {
            float middle = low + (high - low) / 2;
            if (!(low < middle && middle < high)) {
                return high;
            }
            int below = count(keys, columns, middle);
            if (below >= least) {
                high = middle;
                count = below;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static int count(float[] keys, int columns, float threshold) {
        int count = 0;
        for (int column = 0; column < columns; column++) {
            count += keys[column] < threshold ? 1 : 0;
        }
        return count;
    }
}
