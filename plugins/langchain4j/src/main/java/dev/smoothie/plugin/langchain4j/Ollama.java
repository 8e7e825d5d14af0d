package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Language models and embedders by Ollama's own protocol. If a key is named, it is sent as a bearer token. */
final class Ollama {
    private static final Provider PROVIDER = new Provider(URI.create("http://localhost:11434"), Optional.empty(), true);
    private static final AnswerShape SHAPE = new AnswerShape(
            "{\"model\": \"-\", \"message\": {\"role\": \"assistant\", \"content\": \"-\"}, \"done\": true, \"done_reason\": \"stop\"}",
            "/message", json -> new Reply().add(json.at("/message/content")).thought(json.at("/message/thinking")),
            List.of("/done_reason"), List.of("/prompt_eval_count"), List.of("/eval_count"));

    private Ollama() {}

    static LanguageModelFactory chat() {
        return new ChatFactory("ollama", "models that Ollama serves, by its own API", PROVIDER, SHAPE,
                ChatFactory.usual(), Ollama::chat, Optional.of(RelayForm.usual("/v1", RequestBody.SEED)));
    }

    private static ChatModel chat(Connection connection, Options options) {
        return OllamaChatModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).modelName(connection.model())
                .temperature(options.get(ChatFactory.TEMPERATURE).orElse(null))
                .topP(options.get(ChatFactory.TOP_P).orElse(null))
                .numPredict(ChatFactory.integer(options, ChatFactory.MAX_TOKENS))
                .seed(ChatFactory.integer(options, ChatFactory.SEED))
                .stop(ChatFactory.stop(options))
                .customHeaders(connection.bearer())
                .build();
    }

    static EmbedderFactory embeddings() {
        return new EmbeddingFactory("ollama-embeddings", "embeddings that Ollama serves, by its own API", PROVIDER,
                Option.list(EmbeddingFactory.DIMENSIONS), 32, Ollama::embeddings);
    }

    private static EmbeddingModel embeddings(Connection connection, Options options) {
        return OllamaEmbeddingModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).modelName(connection.model())
                .dimensions(ChatFactory.integer(options, EmbeddingFactory.DIMENSIONS))
                .customHeaders(connection.bearer())
                .build();
    }
}
