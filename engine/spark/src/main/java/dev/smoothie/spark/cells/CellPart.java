package dev.smoothie.spark.cells;

import dev.smoothie.spark.estimates.RowBlock;
import java.io.Serializable;

/**
 * Some of the samples that a cell searches.
 *
 * @param own
 *            whether they belong to the cell, and their neighbours are looked up; otherwise to a cell next to it
 * @param samples
 *            the samples, with inputs
 */
record CellPart(boolean own, RowBlock samples) implements Serializable {}
