package org.example;

import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Plugin;
import java.util.List;
import org.example.bert.BertEmbedderFactory;
import org.example.ngrams.NgramEmbedderFactory;

/**
 * The plugin: lists what it offers. The name of this class is the one line of
 * META-INF/services/dev.smoothie.spi.Plugin.
 */
public final class ExamplePlugin implements Plugin {

    @Override
    public String name() {
        return "example";
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public List<EmbedderFactory> embedders() {
        return List.of(new NgramEmbedderFactory(), new BertEmbedderFactory());
    }
}
