package dev.smoothie.spi.tck;

import dev.smoothie.spi.Embedder;

/** The contract can be kept. */
class LettersEmbedderTest extends EmbedderContract {

    @Override
    protected Embedder open() {
        return new LettersEmbedder();
    }
}
