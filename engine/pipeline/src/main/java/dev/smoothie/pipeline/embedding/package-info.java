/**
 * Turns the texts of a dataset into embeddings: reads the samples, applies the view to the outputs, and passes every
 * distinct text once to an {@link dev.smoothie.spi.Embedder}. Embedders are plugins; nothing here depends on a
 * particular one.
 */
package dev.smoothie.pipeline.embedding;
