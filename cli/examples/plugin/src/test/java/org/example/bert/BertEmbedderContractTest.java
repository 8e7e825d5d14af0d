package org.example.bert;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.tck.EmbedderContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Tests everything that the program relies on, of the encoder too. */
class BertEmbedderContractTest extends EmbedderContract {

    @TempDir
    static Path model;

    @Override
    protected Embedder open() {
        RandomModel.write(model);
        return Opened.with(model);
    }
}
