package dev.smoothie.plugin.jvector;

import dev.smoothie.spi.NeighborSearch;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.tck.NeighborSearchContract;
import java.nio.file.Path;

class JVectorContractTest extends NeighborSearchContract {

    @Override
    protected NeighborSearch open() {
        var factory = new JVectorSearchFactory();
        return factory.open(new PluginContext(Path.of("home"), Path.of("cache"), 2), Options.none(factory));
    }
}
