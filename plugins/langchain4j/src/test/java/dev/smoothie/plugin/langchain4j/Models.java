package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.Embedder;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.LanguageModelException;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Options;
import dev.smoothie.spi.PluginContext;
import dev.smoothie.spi.Prompt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertThrows;

/** Opens the language models and embedders of the plugin as the program does. */
final class Models {
    static final PluginContext CONTEXT = new PluginContext(Path.of("target", "plugin").toAbsolutePath(),
            Path.of("target",
                    "cache"),
            2);
    private static final LangChain4jPlugin PLUGIN = new LangChain4jPlugin();

    private Models() {}

    static LanguageModel open(String name, LoopbackServer server, Map<String, ?> options) {
        var all = new HashMap<String, Object>(Map.of("model", "m-1", "base-url", server.url() + "/v1"));
        all.putAll(options);
        return open(name, all);
    }

    static LanguageModel open(String name, Map<String, ?> options) {
        LanguageModelFactory factory = PLUGIN.languageModels().stream().filter(f -> f.name().equals(name)).findFirst()
                .orElseThrow();
        return factory.open(CONTEXT, Options.of("language model '%s'".formatted(name), factory.options(), options));
    }

    static Embedder embedder(String name, Map<String, ?> options) {
        EmbedderFactory factory = PLUGIN.embedders().stream().filter(f -> f.name().equals(name)).findFirst()
                .orElseThrow();
        return factory.open(CONTEXT, Options.of("embedder '%s'".formatted(name), factory.options(), options));
    }

    /** Asks a model that gives no answer, and returns the failure. */
    static LanguageModelException failure(LanguageModel model) {
        return assertThrows(LanguageModelException.class, () -> model.generate(Prompt.of("s", "hello")));
    }
}
