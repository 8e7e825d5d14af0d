package dev.smoothie.engine.neighbors;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an approximate search took and how good it was, of the first search of a base.
 *
 * @param search
 *            which search, as it describes itself
 * @param loaded
 *            whether its index was read from {@code file}; it was built otherwise
 * @param seconds
 *            how long reading or building took
 * @param file
 *            where the index was read from, or written to
 * @param queriesPerSecond
 *            with what came after the index: exact distances of all that it proposed
 * @param completed
 *            for how many queries the index found fewer than k, and all were searched exactly
 * @param k
 *            how many neighbours were asked for
 * @param recall
 *            how many of the true ones were found
 */
public record SearchReport(String search, boolean loaded, double seconds, Optional<Path> file,
        double queriesPerSecond, long completed, int k, Recall recall) {}
