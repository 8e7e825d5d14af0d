package org.example.bert;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;
import java.util.Map;

/** Opens the embedder as the program does. */
final class Opened {

    private Opened() {}

    static Embedder with(Path model) {
        var factory = new BertEmbedderFactory();
        return factory.open(new PluginContext(Path.of("target"), Path.of("target", "cache"), 2),
                Options.of("embedder 'bert'", factory.options(), Map.of("model", model.toString())));
    }
}
