package dev.smoothie.spi.tck;

import dev.smoothie.spi.Embedder;

/** An embedder that keeps the contract passes its tests. */
class LettersEmbedderTest extends EmbedderContract {

    @Override
    protected Embedder open() {
        return new LettersEmbedder();
    }
}
