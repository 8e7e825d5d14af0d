package dev.smoothie.core.compute;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static java.nio.ByteOrder.nativeOrder;

/**
 * Finds the keys of one row of a tile that lie below a threshold, and a threshold that a given number of keys lie
 * below, by SIMD. Few keys lie below, and a branch that depends on one is mostly mispredicted. So four vectors, at most
 * 64 keys, are compared before the first branch that depends on the outcome.
 */
final class BelowKernel {
    private static final int LANES = Lanes.COUNT;
    private static final int STEP = 4 * LANES;

    private BelowKernel() {}

    /** See {@link TileScreen#below(Tile, int, int, float, int[])}. */
    static int find(Tile keys, int row, int columns, float threshold, int[] found) {
        int count = 0;
        int column = 0;
        for (; column <= columns - STEP; column += STEP) {
            VectorMask<Float> mask0 = key(keys, row, column).compare(VectorOperators.LT, threshold);
            VectorMask<Float> mask1 = key(keys, row, column + LANES).compare(VectorOperators.LT, threshold);
            VectorMask<Float> mask2 = key(keys, row, column + 2 * LANES).compare(VectorOperators.LT, threshold);
            VectorMask<Float> mask3 = key(keys, row, column + 3 * LANES).compare(VectorOperators.LT, threshold);
            count = note(mask0.toLong() | (mask1.toLong() << LANES) | (mask2.toLong() << (2 * LANES))
                    | (mask3.toLong() << (3 * LANES)), column, found, count);
        }
        for (; column < columns; column++) {
            if (keys.get(row, column) < threshold) {
                found[count++] = column;
            }
        }
        return count;
    }

    /** See {@link TileScreen#below(Tile, int, int, float, float[], int[])}. */
    static int find(Tile keys, int row, int columns, float threshold, float[] thresholds, int[] found) {
        int count = 0;
        int column = 0;
        for (; column <= columns - STEP; column += STEP) {
            VectorMask<Float> mask0 = below(keys, row, column, threshold, thresholds);
            VectorMask<Float> mask1 = below(keys, row, column + LANES, threshold, thresholds);
            VectorMask<Float> mask2 = below(keys, row, column + 2 * LANES, threshold, thresholds);
            VectorMask<Float> mask3 = below(keys, row, column + 3 * LANES, threshold, thresholds);
            count = note(mask0.toLong() | (mask1.toLong() << LANES) | (mask2.toLong() << (2 * LANES))
                    | (mask3.toLong() << (3 * LANES)), column, found, count);
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

    /** See {@link TileScreen#threshold}. It bisects: enough keys lie below {@code high}, too few below {@code low}. */
    static float threshold(Tile keys, int row, int columns, int least, int most) {
        float low = least(keys, row, columns, 1);
        float high = Math.nextUp(-least(keys, row, columns, -1));
        for (int count = columns; count > most;) {
            float middle = low + (high - low) / 2;
            if (!(low < middle && middle < high)) {
                return high;
            }
            int below = count(keys, row, columns, middle);
            if (below >= least) {
                high = middle;
                count = below;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** The least of the keys, each multiplied by {@code sign}. */
    private static float least(Tile keys, int row, int columns, float sign) {
        FloatVector least = FloatVector.broadcast(Lanes.FLOAT, Float.POSITIVE_INFINITY);
        int column = 0;
        for (; column <= columns - LANES; column += LANES) {
            least = least.min(key(keys, row, column).mul(sign));
        }
        float all = least.reduceLanes(VectorOperators.MIN);
        for (; column < columns; column++) {
            all = Math.min(all, keys.get(row, column) * sign);
        }
        return all;
    }

    private static int count(Tile keys, int row, int columns, float threshold) {
        int count = 0;
        int column = 0;
        for (; column <= columns - LANES; column += LANES) {
            count += key(keys, row, column).compare(VectorOperators.LT, threshold).trueCount();
        }
        for (; column < columns; column++) {
            count += keys.get(row, column) < threshold ? 1 : 0;
        }
        return count;
    }

    private static int note(long hits, int first, int[] found, int count) {
        int noted = count;
        for (long left = hits; left != 0; left &= left - 1) {
            found[noted++] = first + Long.numberOfTrailingZeros(left);
        }
        return noted;
    }
}
