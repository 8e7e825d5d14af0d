package dev.smoothie.spark.cells;

import dev.smoothie.spark.estimates.RowBlock;
import java.io.Serializable;
import java.util.Map;

/**
 * What a cell has found of its own samples.
 *
 * @param samples
 *            the samples, with their local errors in the place of row estimates, and without inputs
 * @param distances
 *            by id of those samples by which the recall is measured: the squared distances to the neighbours that were
 *            found, ascending
 */
public record CellResult(RowBlock samples, Map<String, double[]> distances) implements Serializable {}
