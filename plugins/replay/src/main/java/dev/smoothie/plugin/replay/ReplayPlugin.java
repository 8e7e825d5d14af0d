package dev.smoothie.plugin.replay;

import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Plugin;
import java.util.List;

/** Offers the {@code replay} language model. */
public final class ReplayPlugin implements Plugin {

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public List<LanguageModelFactory> languageModels() {
        return List.of(new ReplayFactory());
    }
}
