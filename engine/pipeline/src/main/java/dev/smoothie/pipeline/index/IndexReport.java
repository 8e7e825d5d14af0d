package dev.smoothie.pipeline.index;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How long an approximate search took and how many neighbours it found, in the first search of a base.
 *
 * @param search
 *            the search, as it describes itself
 * @param loaded
 *            whether its index was read from {@code file}; otherwise it was built
 * @param seconds
 *            how long reading or building the index took
 * @param file
 *            where the index was read from, or written to
 * @param queriesPerSecond
 *            the speed of searching, including the exact distances of all rows that the index proposed
 * @param completed
 *            number of queries for which the index found fewer than k neighbours, so that all rows were searched
 *            exactly
 * @param k
 *            how many neighbours were asked for
 * @param recall
 *            the share of the true neighbours that were found
 */
public record IndexReport(String search, boolean loaded, double seconds, Optional<Path> file,
        double queriesPerSecond, long completed, int k, Recall recall) {}
