/**
 * Smoothie as a library: {@link dev.smoothie.engine.Smoothie} is the whole program on embeddings,
 * {@link dev.smoothie.engine.EmbeddedDataset} gets the embeddings of files.
 */
package dev.smoothie.engine;
