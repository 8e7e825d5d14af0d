package dev.smoothie.core.cards.encoder;

/**
 * The order in which the Hopper form of the encoder wants the rows of its weights (kernels in {@code hopper_product.cu},
 * {@code hopper_resident.cu} and {@code hopper_norm.cu}). Everything else - biases, tables, LayerNorm, activations, the
 * order of queries, keys and values - is as in the plain form.
 *
 * <p>
 * A weight is a matrix {@code [out, in]}, row-major; its row r makes column r of the product. The tensor cores hand the
 * 32 sums of a row of the result to four lanes in pairs: of each eight columns a lane q of 0 to 3 gets the pair
 * 2q, 2q + 1. Stored as they are, a lane would have four pairs that lie apart:
 *
 * <pre>
 * column       0 1 2 3 4 5 6 7   8 9 10 11 12 13 14 15   16 ..
 * lane         0 0 1 1 2 2 3 3   0 0  1  1  2  2  3  3    0 ..
 * row stored   0 1 8 9 16 17 24 25   2 3 10 11 18 19 26 27   4 ..
 * </pre>
 *
 * So stored row 8j + 2q + e of each 32 is row 8q + 2j + e of the weight (j and q from 0 to 3, e 0 or 1): lane q then has
 * the columns 8q to 8q + 7 of the product, and reads and writes them as 16 bytes. Blocks of 32 rows stay where they are,
 * so that a part of a weight that starts at a multiple of 32 rows (the keys and values in a weight of queries, keys
 * and values) is a part of the stored one.
 */
final class HopperLayout {
    /** Rows that are mixed with each other. */
    static final int GROUP = 32;

    private HopperLayout() {}

    /** Which row of a weight is stored as row {@code stored}. */
    static int rowStoredAt(int stored) {
        int place = stored % GROUP;
        int j = place / 8;
        int q = place % 8 / 2;
        int e = place % 2;
        return stored - place + 8 * q + 2 * j + e;
    }

    /**
     * A weight in the order in which the kernels want it.
     *
     * @param weight
     *            {@code [out, in]}, row-major; it is left as it is
     * @param out
     *            number of rows, a multiple of 32
     * @param in
     *            number of columns
     * @return a new array of the same shape
     * @throws IllegalArgumentException
     *             if the shape does not fit
     */
    static float[] rows(float[] weight, int out, int in) {
        if (out % GROUP != 0 || (long) out * in != weight.length) {
            throw new IllegalArgumentException(
                    "A weight of %d x %d has %d values and cannot be ordered: %d times %d must be as many, and the rows a multiple of %d"
                            .formatted(out, in, weight.length, out, in, GROUP));
        }
        float[] ordered = new float[weight.length];
        for (int row = 0; row < out; row++) {
            System.arraycopy(weight, rowStoredAt(row) * in, ordered, row * in, in);
        }
        return ordered;
    }
}
