package org.example.ngrams;

import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Plugin;
import java.util.List;

/**
 * The plugin: lists what it offers. The name of this class is the one line of
 * META-INF/services/dev.smoothie.spi.Plugin.
 */
public final class NgramPlugin implements Plugin {

    @Override
    public String name() {
        return "ngrams";
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
        return List.of(new NgramEmbedderFactory());
    }
}
