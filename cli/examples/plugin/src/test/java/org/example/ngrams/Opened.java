package org.example.ngrams;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;
import java.util.Map;

/** Opens the embedder as the program does. */
final class Opened {

    private Opened() {}

    static Embedder with(Map<String, ?> options) {
        var factory = new NgramEmbedderFactory();
        return factory.open(new PluginContext(Path.of("target"), Path.of("target", "cache"), 2),
                Options.of("embedder 'ngrams'", factory.options(), options));
    }
}
