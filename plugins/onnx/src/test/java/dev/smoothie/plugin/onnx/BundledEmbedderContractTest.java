package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.tck.EmbedderContract;

/** Tests that the bundled model keeps the contract of the SPI. */
class BundledEmbedderContractTest extends EmbedderContract {

    @Override
    protected Embedder open() {
        return BundledModel.open();
    }
}
