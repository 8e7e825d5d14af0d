package dev.smoothie.plugin.onnx;

import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.Plugin;
import java.util.List;

/** Offers the embedders {@code onnx} and {@code static}. */
public final class OnnxPlugin implements Plugin {

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public List<EmbedderFactory> embedders() {
        return List.of(new OnnxEmbedderFactory(), new StaticEmbedderFactory());
    }
}
