package dev.smoothie.pipeline.embedding;

import dev.smoothie.core.vectors.Embeddings;
import java.util.Optional;

/**
 * The embeddings of a dataset's texts.
 *
 * @param inputs
 *            {@code [n, d]}; empty if inputs were not asked for
 * @param generations
 *            {@code [n·r·m, d]}, zeros for missing outputs; empty if outputs were not asked for
 * @param report
 *            what embedding did, and how long it took
 */
public record EmbeddedTexts(Optional<Embeddings> inputs, Optional<Embeddings> generations, EmbeddingReport report) {}
