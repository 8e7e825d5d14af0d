package dev.smoothie.plugin.langchain4j;

import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Plugin;
import java.util.List;

/** Offers the language models and embedders of five providers. */
public final class LangChain4jPlugin implements Plugin {

    @Override
    public String name() {
        return "langchain4j";
    }

    @Override
    public int level() {
        return Plugin.LEVEL;
    }

    @Override
    public List<LanguageModelFactory> languageModels() {
        return List.of(OpenAi.chat(), Anthropic.chat(), Ollama.chat(), Gemini.chat(), Mistral.chat());
    }

    @Override
    public List<EmbedderFactory> embedders() {
        return List.of(OpenAi.embeddings(), Ollama.embeddings(), Gemini.embeddings(), Mistral.embeddings());
    }
}
