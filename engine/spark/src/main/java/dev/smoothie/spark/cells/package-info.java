/**
 * Looks up neighbours among samples that are too many for one machine: inputs are divided into cells of similar ones, and
 * each cell is searched exactly together with those next to it. What that misses is measured.
 */
package dev.smoothie.spark.cells;
