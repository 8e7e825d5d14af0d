package dev.smoothie.pipeline.embedding;

import java.util.Locale;

/** Where texts are embedded. */
public enum EmbeddingPlace {
    /** On a card, if there is one that can run the embedder's encoder; otherwise on the processor. */
    AUTO,
    /** On the processor, by the embedder itself. */
    CPU,
    /** On a card; if that is not possible, it is an error. */
    CARD;

    /** The name in {@code --embed-on NAME}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
