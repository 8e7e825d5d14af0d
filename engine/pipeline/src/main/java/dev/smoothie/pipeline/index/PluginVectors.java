package dev.smoothie.pipeline.index;

import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.spi.Vectors;

/** Shows embeddings of the core to plugins, as a view of the same memory. */
final class PluginVectors {

    private PluginVectors() {}

    /** A view {@code [rows, d]}, readable as long as {@code embeddings} are. */
    static Vectors of(Embeddings embeddings) {
        return new Vectors(embeddings.segment(), embeddings.rows(), embeddings.dimension());
    }
}
