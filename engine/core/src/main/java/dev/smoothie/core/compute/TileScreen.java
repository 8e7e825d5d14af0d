package dev.smoothie.core.compute;

import dev.smoothie.core.vectors.Embeddings;
import java.util.Arrays;

/**
 * Computes the keys of one tile, and finds those below a threshold. A tile is all pairs of a block of queries (A) and a
 * block of base rows (B); a key is a float32 number that stands for the squared distance of a pair. It is the innermost
 * part of a neighbour search: before it, {@code QueryBlock} loads a block of queries into it; after it,
 * {@code BaseSweep} passes the keys that it found to {@code CandidateKeys} (all in
 * {@link dev.smoothie.core.neighbors}). It holds scratch memory, so it belongs to one thread at a time.
 */
public interface TileScreen {

    /**
     * Takes the rows A of the keys to come; their memory must not change until the next load.
     *
     * @param a
     *            {@code [na, d]}, na at most the maximum that this was opened for
     * @param aTerms
     *            {@code aTerms[0, na)}
     */
    void load(Embeddings a, float[] aTerms);

    /**
     * Computes {@code key[i, j] = a_i + b_j − 2·⟨A_i, B_j⟩}. Where {@code a_i} and {@code b_j} are the squared lengths
     * of the rows, that is their squared distance.
     *
     * @param b
     *            {@code [nb, d]}, nb at most the maximum that this was opened for
     * @param bTerms
     *            {@code bTerms[0, nb)}
     * @param keys
     *            receives {@code [na, nb]} keys
     */
    void keys(Embeddings b, float[] bTerms, Tile keys);

    /**
     * A bound γ on the error of the inner products: each is within {@code γ·‖A_i‖·‖B_j‖} of the exact one, underflow
     * aside.
     */
    double errorBound();

    /**
     * Finds a threshold that at least {@code least} of {@code keys[row, 0..columns)} lie below, and, ties aside, at
     * most {@code most}.
     *
     * @param least
     *            from 1 to {@code columns}
     */
    default float threshold(Tile keys, int row, int columns, int least, int most) {
        float[] sorted = new float[columns];
        for (int column = 0; column < columns; column++) {
            sorted[column] = keys.get(row, column);
        }
        Arrays.sort(sorted);
        return Math.nextUp(sorted[least - 1]);
    }

    /**
     * Finds the columns of one row of keys that lie below a threshold.
     *
     * @param columns
     *            looks at {@code keys[row, 0..columns)}
     * @param found
     *            receives the columns in ascending order
     * @return how many were found
     */
    default int below(Tile keys, int row, int columns, float threshold, int[] found) {
        int count = 0;
        for (int column = 0; column < columns; column++) {
            if (keys.get(row, column) < threshold) {
                found[count++] = column;
            }
        }
        return count;
    }

    /**
     * As {@link #below(Tile, int, int, float, int[])}, and also finds the columns whose key lies below the threshold of
     * that column.
     */
    default int below(Tile keys, int row, int columns, float threshold, float[] thresholds, int[] found) {
        int count = 0;
        for (int column = 0; column < columns; column++) {
            float key = keys.get(row, column);
            if (key < threshold || key < thresholds[column]) {
                found[count++] = column;
            }
        }
        return count;
    }
}
