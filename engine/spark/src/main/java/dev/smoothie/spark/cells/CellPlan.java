package dev.smoothie.spark.cells;

import java.io.Serializable;

/**
 * How inputs are divided into cells.
 *
 * @param neighbors
 *            k, the sample itself among them
 * @param cells
 *            how many cells
 * @param probes
 *            in how many cells the neighbours of an input are looked for: its own, and those nearest to that
 * @param sample
 *            how many inputs the cells are found from, on the driver
 * @param queries
 *            of how many inputs the neighbours are looked up among all, to measure what is missed
 */
public record CellPlan(int neighbors, int cells, int probes, int sample, int queries) implements Serializable {
    private static final int INPUTS_OF_CELL = 128;
    private static final int QUERIES = 256;

    public CellPlan {
        if (neighbors < 1 || cells < 1 || probes < 1 || sample < cells || queries < 1) {
            throw new IllegalArgumentException("neighbors %d, cells %d, probes %d, sample %d, queries %d"
                    .formatted(neighbors, cells, probes, sample, queries));
        }
    }

    /** The cells are found from 128 inputs each, and the recall is measured by 256. */
    public static CellPlan of(int neighbors, int cells, int probes) {
        return new CellPlan(neighbors, cells, probes, Math.multiplyExact(cells, INPUTS_OF_CELL), QUERIES);
    }
}
