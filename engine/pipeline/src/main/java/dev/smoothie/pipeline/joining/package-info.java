/**
 * Joins the entries of several files into samples: {@link dev.smoothie.pipeline.joining.Joining} reads all files, finds
 * out which entries are about the same sample, and writes the samples into a temporary file in our own format, which is
 * then read like any other. Entries wait in a temporary file; in memory there are about 100 bytes for each.
 */
package dev.smoothie.pipeline.joining;
