package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Set;
import java.util.stream.StreamSupport;

/** Language models and embedders by Google's Gemini API. The key is sent in a header, never in the address. */
final class Gemini {
    private static final Provider PROVIDER = new Provider(
            URI.create("https://generativelanguage.googleapis.com/v1beta"), Optional.of("GEMINI_API_KEY"), true);
    /** The tokens of an answer. Thoughts are charged as output, but counted apart from it. */
    private static final List<String> OUTPUT = List.of("/usageMetadata/candidatesTokenCount",
            "/usageMetadata/thoughtsTokenCount");
    private static final AnswerShape SHAPE = new AnswerShape("/candidates", Gemini::hasText,
            "/candidates/0/finishReason", "STOP", Set.of("MAX_TOKENS"), List.of("/usageMetadata/promptTokenCount"),
            OUTPUT);

    private Gemini() {}

    private static boolean hasText(JsonNode json) {
        return StreamSupport.stream(json.at("/candidates/0/content/parts").spliterator(), false)
                .anyMatch(part -> part.path("text").isTextual() && !part.path("thought").asBoolean());
    }

    static LanguageModelFactory chat() {
        return new ChatFactory("gemini", "Gemini by Google's API", PROVIDER, SHAPE, ChatFactory.usual(), Gemini::chat);
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
