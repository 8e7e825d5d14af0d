package dev.smoothie.plugin.onnx;

/**
 * A vector for each token, with its weight in it: whole numbers of 8 bits, and a scale for each row.
 *
 * @param dimension
 *            d, the numbers of a row
 * @param rows
 *            {@code [tokens, d]}, row-major
 * @param scales
 *            what the numbers of a row are multiplied by, {@code [tokens]}; 0 for tokens that say nothing
 */
record StaticTable(int dimension, byte[] rows, float[] scales) {

    StaticTable {
        if (rows.length != (long) scales.length * dimension) {
            throw new IllegalArgumentException(
                    "%d numbers for %d rows of %d".formatted(rows.length, scales.length, dimension));
        }
    }

    /** Sets row {@code token} to {@code weight} times {@code vector}, as near as 8 bits allow. */
    void set(int token, double[] vector, double weight) {
        double greatest = 0;
        for (double element : vector) {
            greatest = Math.max(greatest, Math.abs(element));
        }
        scales[token] = (float) (weight * greatest / Byte.MAX_VALUE);
        for (int j = 0; j < dimension && greatest > 0; j++) {
            rows[token * dimension + j] = (byte) Math.round(vector[j] / greatest * Byte.MAX_VALUE);
        }
    }

    /**
     * The sum of the rows of {@code tokens}, of which the first {@code count} matter, scaled to length 1; zero if none
     * of them says anything. The sum has the direction of the mean. The same bits on every machine: Java adds in the
     * order that is written here, and does not fuse.
     */
    float[] mean(int[] tokens, int count) {
        float[] sum = new float[dimension];
        for (int i = 0; i < count; i++) {
            add(tokens[i] * dimension, scales[tokens[i]], sum);
        }
        double squares = 0;
        for (float element : sum) {
            squares += (double) element * element;
        }
        double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        for (int j = 0; j < dimension; j++) {
            sum[j] = (float) (sum[j] * scale);
        }
        return sum;
    }

    /**
     * A plain loop, which C2 turns into vector instructions: 90 ns for a row of 256. Numbers of 32 bits took 385 ns,
     * because they do not fit into the caches, and four numbers packed into an int 140 ns.
     */
    private void add(int row, float scale, float[] sum) {
        for (int j = 0; j < dimension; j++) {
            sum[j] += scale * rows[row + j];
        }
    }
}
