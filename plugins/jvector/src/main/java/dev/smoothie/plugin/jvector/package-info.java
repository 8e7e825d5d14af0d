/**
 * The {@code jvector} neighbour search, by the library JVector: a layered graph of near neighbours is built
 * ({@code GraphBuild}), and walked greedily to a query's neighbours ({@code GraphIndex}).
 *
 * <p>
 * Only the library's graph is used. Its vectors would be copies on the heap. Its SIMD code needs the module of the
 * Vector API from the start, or a native library that it unpacks anew into the temporary directory for each run.
 * Instead, distances are measured where the vectors are ({@code SquaredDistance}). Equal rows are one node
 * ({@code DistinctRows}).
 */
package dev.smoothie.plugin.jvector;
