/**
 * What the columns of samples and of routes are called and hold, and reading embeddings from rows into memory outside
 * the heap.
 */
package dev.smoothie.spark.frames;
