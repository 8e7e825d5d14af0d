package dev.smoothie.plugin.replay;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;

/** Opens the model as the program does. */
final class Replays {
    private static final ReplayFactory FACTORY = new ReplayFactory();

    private Replays() {}

    static LanguageModel open(String options) {
        return FACTORY.open(new PluginContext(Path.of("target"), Path.of("target"), 1),
                Options.parse("language model 'replay'", FACTORY.options(), options));
    }
}
