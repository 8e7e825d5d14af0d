/**
 * From texts to vectors: reads the samples, applies the view, and has an {@link dev.smoothie.spi.Embedder} embed every distinct
 * text once. What an embedder is made of is its plugin's business.
 */
package dev.smoothie.engine.embed;
