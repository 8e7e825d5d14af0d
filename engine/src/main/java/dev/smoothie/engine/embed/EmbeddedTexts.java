package dev.smoothie.engine.embed;

import dev.smoothie.engine.data.Embeddings;
import java.util.Optional;

/**
 * The vectors of a dataset's texts.
 *
 * @param inputs
 *            {@code [n, d]}, where inputs were asked for
 * @param generations
 *            {@code [n·r·m, d]}, where outputs were asked for; zeros for missing outputs
 * @param report
 *            what it took
 */
public record EmbeddedTexts(Optional<Embeddings> inputs, Optional<Embeddings> generations, EmbeddingReport report) {}
