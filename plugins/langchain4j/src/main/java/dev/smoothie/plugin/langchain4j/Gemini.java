package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiEmbeddingModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Language models and embedders by Google's Gemini API. The key is sent in a header, never in the address. */
final class Gemini {
    private static final Provider PROVIDER = new Provider(
            URI.create("https://generativelanguage.googleapis.com/v1beta"), Optional.of("GEMINI_API_KEY"), true);
    /** The tokens of an answer. Thoughts are charged as output, but counted apart from it. */
    private static final List<String> OUTPUT = List.of("/usageMetadata/candidatesTokenCount",
            "/usageMetadata/thoughtsTokenCount");
    private static final AnswerShape SHAPE = new AnswerShape(
            "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"-\"}], \"role\": \"model\"}, \"finishReason\": \"STOP\", \"index\": 0}], \"usageMetadata\": {\"promptTokenCount\": 0, \"candidatesTokenCount\": 0, \"totalTokenCount\": 0}}",
            "/candidates", json -> new Reply().add(json.at("/candidates/0/content/parts")),
            List.of("/candidates/0/finishReason"), List.of("/usageMetadata/promptTokenCount"), OUTPUT);

    private Gemini() {}

    static LanguageModelFactory chat() {
        return new ChatFactory("gemini", "Gemini by Google's API", PROVIDER, SHAPE, ChatFactory.usual(), Gemini::chat,
                Optional.empty());
    }

    private static ChatModel chat(Connection connection, Options options) {
        return GoogleAiGeminiChatModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElseThrow()).modelName(connection.model())
                .temperature(options.get(ChatFactory.TEMPERATURE).orElse(null))
                .topP(options.get(ChatFactory.TOP_P).orElse(null))
                .maxOutputTokens(ChatFactory.integer(options, ChatFactory.MAX_TOKENS))
                .seed(ChatFactory.integer(options, ChatFactory.SEED))
                .stopSequences(ChatFactory.stop(options))
                .returnThinking(false)
                .build();
    }

    static EmbedderFactory embeddings() {
        return new EmbeddingFactory("gemini-embeddings", "embeddings by Google's API", PROVIDER,
                Option.list(EmbeddingFactory.DIMENSIONS), 32, Gemini::embeddings);
    }

    private static EmbeddingModel embeddings(Connection connection, Options options) {
        return GoogleAiEmbeddingModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElseThrow()).modelName(connection.model())
                .outputDimensionality(ChatFactory.integer(options, EmbeddingFactory.DIMENSIONS))
                .build();
    }
}
