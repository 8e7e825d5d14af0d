/**
 * The façade of the library. {@link dev.smoothie.core.Smoothie} routes samples, given embeddings;
 * {@link dev.smoothie.core.Method} says how, {@link dev.smoothie.core.Samples} is what it takes and
 * {@link dev.smoothie.core.Routing} what it returns. {@code EmbeddedDataset} of the module
 * {@code dev.smoothie.pipeline} makes embeddings of files. What computes is in the packages below; this one imports all
 * of them, and none imports it.
 */
package dev.smoothie.core;
