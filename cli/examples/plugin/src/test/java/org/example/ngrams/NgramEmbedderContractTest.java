package org.example.ngrams;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.tck.EmbedderContract;
import java.util.Map;

/** Tests everything that the program relies on. */
class NgramEmbedderContractTest extends EmbedderContract {

    @Override
    protected Embedder open() {
        return Opened.with(Map.of());
    }
}
