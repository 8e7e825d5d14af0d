/**
 * Finds approximate neighbours by an index that a plugin builds
 * ({@link dev.smoothie.pipeline.index.ApproximateSearch}). The index proposes neighbours, exact distances of the core
 * decide among them, and how many neighbours the index missed is measured. An index may be kept in a file.
 */
package dev.smoothie.pipeline.index;
