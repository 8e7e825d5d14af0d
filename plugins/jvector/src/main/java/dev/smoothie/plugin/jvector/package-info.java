/**
 * The {@code jvector} neighbour search: a layered graph of near neighbours ({@code GraphBuild}) that is walked greedily to a
 * query's neighbours ({@code GraphIndex}), both by the library JVector.
 *
 * <p>
 * Of the library the graph alone is used. Its vectors would be copies on the heap, and its SIMD code needs the module of the
 * Vector API from the start, or a native library that it unpacks anew into the temporary directory for each run; distances
 * are measured where the vectors are instead ({@code SquaredDistance}). Equal rows are one node ({@code DistinctRows}).
 */
package dev.smoothie.plugin.jvector;
