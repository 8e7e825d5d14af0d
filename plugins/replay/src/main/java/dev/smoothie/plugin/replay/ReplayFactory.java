package dev.smoothie.plugin.replay;

import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Opens a file of outputs as a language model, which gives the outputs of one of its generators again. */
public final class ReplayFactory implements LanguageModelFactory {
    static final Option<Path> FILE = Option
            .path("file", "JSON lines with \"generations\", as 'smoothie generate' writes them; gzip is unpacked")
            .required();
    static final Option<String> GENERATOR = Option.text("generator", "whose outputs in the file are the answers")
            .required();
    static final Option<Duration> DELAY = Option.duration("delay", "how long each answer takes").incidental();

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String description() {
        return "answers from a file of generations, by the id of the sample or its input: for tests, demonstrations and re-runs";
    }

    @Override
    public List<Option<?>> options() {
        return Option.list(FILE, GENERATOR, DELAY);
    }

    @Override
    public LanguageModel open(PluginContext context, Options options) {
        Path file = options.require(FILE);
        String generator = options.require(GENERATOR);
        return new ReplayModel(generator, file, GenerationsFile.read(file, generator), options.get(DELAY));
    }
}
