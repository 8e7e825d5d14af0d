/**
 * What goes in: samples read from files in the layouts we know, the views of their texts, and vectors outside the heap with
 * their {@code .npy} files. Nothing here computes an estimate or knows a model.
 */
package dev.smoothie.engine.data;
