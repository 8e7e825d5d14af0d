package dev.smoothie.engine.compute;

import dev.smoothie.engine.data.Embeddings;

/**
 * The first, approximate look of the neighbour search at blocks of rows: keys that stand for squared distances, and which of
 * them lie below a threshold. Holds scratch, so it belongs to one thread at a time.
 */
public interface Screen {

    /**
     * Takes the rows A of the keys to come; they must stay as they are until the next load.
     *
     * @param a
     *            {@code [na, d]}, na at most the maximum that this was opened for
     * @param aTerms
     *            {@code aTerms[0, na)}
     */
    void load(Embeddings a, float[] aTerms);

    /**
     * Computes {@code key[i, j] = a_i + b_j − 2·⟨A_i, B_j⟩}. Where {@code a_i} and {@code b_j} are the squared lengths of the
     * rows, that is their squared distance.
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
     * A bound γ on the error of the inner products: each is within {@code γ·‖A_i‖·‖B_j‖} of the exact one, underflow aside.
     */
    double errorBound();

    /**
     * Finds the columns of one row of keys that lie below a threshold.
     *
     * @param from
     *            looks at {@code keys[row, from..to)}; a multiple of 64
     * @param found
     *            receives the columns in ascending order
     * @return how many were found
     */
    default int below(Tile keys, int row, int from, int to, float threshold, int[] found) {
        int count = 0;
        for (int column = from; column < to; column++) {
            if (keys.get(row, column) < threshold) {
                found[count++] = column;
            }
        }
        return count;
    }

    /** Finds the columns, from the first on, whose key lies below a threshold of the row or one of the column. */
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
