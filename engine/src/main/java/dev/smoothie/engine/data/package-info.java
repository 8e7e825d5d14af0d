/**
 * What goes in and comes out: samples read from files in the layouts we know, the views of their texts, vectors outside the
 * heap with their {@code .npy} files, and output files that appear whole or not at all. Nothing here computes an estimate or
 * knows a model.
 */
package dev.smoothie.engine.data;
