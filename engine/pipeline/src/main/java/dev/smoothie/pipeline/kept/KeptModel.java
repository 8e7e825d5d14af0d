package dev.smoothie.pipeline.kept;

/**
 * The model that made vectors.
 *
 * @param name
 *            as the embedder calls it
 * @param dimension
 *            d, the length of its vectors
 */
public record KeptModel(String name, int dimension) {}
