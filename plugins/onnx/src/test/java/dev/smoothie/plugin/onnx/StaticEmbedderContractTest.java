package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.tck.EmbedderContract;

/** Tests that the static embedder keeps the contract of the SPI. */
class StaticEmbedderContractTest extends EmbedderContract {

    private static final StaticModel MODEL = StaticModels.drawn(Distillation.DIMENSION);

    @Override
    protected Embedder open() {
        return new StaticEmbedder("drawn", MODEL, 2);
    }
}
