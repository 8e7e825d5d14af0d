package dev.smoothie.engine.compute;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static java.nio.ByteOrder.nativeOrder;

/**
 * Looks for small keys in a row of a tile. Hits are rare, so four vectors are compared before anything depends on the outcome:
 * one at a time took three times as long.
 */
final class BelowKernel {
    private static final int LANES = Lanes.COUNT;
    private static final int STEP = 4 * LANES;

    private BelowKernel() {}

    /** See {@link Screen#below(Tile, int, int, int, float, int[])}. */
    static int find(Tile keys, int row, int from, int to, float threshold, int[] found) {
        int count = 0;
        int column = from;
        for (; column <= to - STEP; column += STEP) {
            VectorMask<Float> mask0 = key(keys, row, column).compare(VectorOperators.LT, threshold);
            VectorMask<Float> mask1 = key(keys, row, column + LANES).compare(VectorOperators.LT, threshold);
            VectorMask<Float> mask2 = key(keys, row, column + 2 * LANES).compare(VectorOperators.LT, threshold);
            VectorMask<Float> mask3 = key(keys, row, column + 3 * LANES).compare(VectorOperators.LT, threshold);
            if (mask0.or(mask1).or(mask2.or(mask3)).anyTrue()) {
                count = note(mask0.toLong(), column, found, count);
                count = note(mask1.toLong(), column + LANES, found, count);
                count = note(mask2.toLong(), column + 2 * LANES, found, count);
                count = note(mask3.toLong(), column + 3 * LANES, found, count);
            }
        }
        for (; column < to; column++) {
            if (keys.get(row, column) < threshold) {
                found[count++] = column;
            }
        }
        return count;
    }

    /** See {@link Screen#below(Tile, int, int, float, float[], int[])}. */
    static int find(Tile keys, int row, int columns, float threshold, float[] thresholds, int[] found) {
        int count = 0;
        int column = 0;
        for (; column <= columns - STEP; column += STEP) {
            VectorMask<Float> mask0 = below(keys, row, column, threshold, thresholds);
            VectorMask<Float> mask1 = below(keys, row, column + LANES, threshold, thresholds);
            VectorMask<Float> mask2 = below(keys, row, column + 2 * LANES, threshold, thresholds);
            VectorMask<Float> mask3 = below(keys, row, column + 3 * LANES, threshold, thresholds);
            if (mask0.or(mask1).or(mask2.or(mask3)).anyTrue()) {
                count = note(mask0.toLong(), column, found, count);
                count = note(mask1.toLong(), column + LANES, found, count);
                count = note(mask2.toLong(), column + 2 * LANES, found, count);
                count = note(mask3.toLong(), column + 3 * LANES, found, count);
            }
        }
        for (; column < columns; column++) {
            float key = keys.get(row, column);
            if (key < threshold || key < thresholds[column]) {
                found[count++] = column;
            }
        }
        return count;
    }

    private static VectorMask<Float> below(Tile keys, int row, int column, float threshold, float[] thresholds) {
        FloatVector key = key(keys, row, column);
        FloatVector own = FloatVector.fromArray(Lanes.FLOAT, thresholds, column);
        return key.compare(VectorOperators.LT, threshold).or(key.compare(VectorOperators.LT, own));
    }

    private static FloatVector key(Tile keys, int row, int column) {
        MemorySegment segment = keys.segment();
        return FloatVector.fromMemorySegment(Lanes.FLOAT, segment, keys.offset(row) + (long) column * Float.BYTES,
                nativeOrder());
    }

    private static int note(long hits, int first, int[] found, int count) {
        int noted = count;
        for (long left = hits; left != 0; left &= left - 1) {
            found[noted++] = first + Long.numberOfTrailingZeros(left);
        }
        return noted;
    }
}
