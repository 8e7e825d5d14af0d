/**
 * Samples in memory: id, input, the outputs of the generators, what they cost, and labels. Nothing here reads or writes
 * a file.
 */
package dev.smoothie.pipeline.samples;
