package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.mistralai.MistralAiChatModel;
import dev.langchain4j.model.mistralai.MistralAiEmbeddingModel;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.net.URI;
import java.util.Optional;

/** Language models and embedders by Mistral's API. */
final class Mistral {
    private static final Provider PROVIDER = new Provider(URI.create("https://api.mistral.ai/v1"),
            Optional.of("MISTRAL_API_KEY"), true);

    private Mistral() {}

    static LanguageModelFactory chat() {
        return new ChatFactory("mistral", "models by Mistral's API", PROVIDER, OpenAi.SHAPE, ChatFactory.usual(),
                Mistral::chat, Optional.of(RelayForm.usual("", RequestBody.RANDOM_SEED)));
    }

    private static ChatModel chat(Connection connection, Options options) {
        return MistralAiChatModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElseThrow()).modelName(connection.model())
                .temperature(options.get(ChatFactory.TEMPERATURE).orElse(null))
                .topP(options.get(ChatFactory.TOP_P).orElse(null))
                .maxTokens(ChatFactory.integer(options, ChatFactory.MAX_TOKENS))
                .randomSeed(ChatFactory.integer(options, ChatFactory.SEED))
                .stopSequences(ChatFactory.stop(options))
                .build();
    }

    static EmbedderFactory embeddings() {
        // A request may have 16 384 tokens in all.
        return new EmbeddingFactory("mistral-embeddings", "embeddings by Mistral's API", PROVIDER, Option.list(), 8,
                Mistral::embeddings);
    }

    private static EmbeddingModel embeddings(Connection connection, Options options) {
        return MistralAiEmbeddingModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElseThrow()).modelName(connection.model())
                .build();
    }
}
