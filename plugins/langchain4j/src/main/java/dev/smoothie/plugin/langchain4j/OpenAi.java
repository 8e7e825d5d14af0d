package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.smoothie.spi.EmbedderFactory;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Language models and embedders of OpenAI, and of every server that speaks its protocol: vLLM, SGLang, llama.cpp,
 * Ollama's {@code /v1}.
 */
final class OpenAi {
    private static final Provider PROVIDER = new Provider(URI.create("https://api.openai.com/v1"),
            Optional.of("OPENAI_API_KEY"), false);
    private static final Option<Long> MAX_COMPLETION_TOKENS = Option.integer("max-completion-tokens",
            "max-tokens by the name that OpenAI's reasoning models insist on", 1, Integer.MAX_VALUE);
    /** The shape of an answer. Tokens of reasoning are included in those of the completion. */
    static final AnswerShape SHAPE = new AnswerShape(
            "{\"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"-\"}, \"finish_reason\": \"stop\"}]}",
            "/choices", OpenAi::reply, List.of("/choices/0/finish_reason", "/choices/0/native_finish_reason"),
            List.of("/usage/prompt_tokens"), List.of("/usage/completion_tokens"));

    private OpenAi() {}

    /**
     * What the model said. Reasoning is in {@code reasoning_content} (DeepSeek, vLLM, SGLang, llama.cpp) or
     * {@code reasoning} (OpenRouter, Groq, newer vLLM); the text of servers for plain completions is in {@code text}.
     */
    private static Reply reply(JsonNode json) {
        JsonNode choice = json.at("/choices/0");
        JsonNode message = choice.path("message");
        JsonNode reasoning = message.path("reasoning_content");
        return new Reply().add(message.isObject() ? message.path("content") : choice.path("text"))
                .thought(reasoning.isMissingNode() || reasoning.isNull() ? message.path("reasoning") : reasoning)
                .refused(message.path("refusal"));
    }

    static LanguageModelFactory chat() {
        List<Option<?>> parameters = Option.list(ChatFactory.TEMPERATURE, ChatFactory.TOP_P, ChatFactory.MAX_TOKENS,
                MAX_COMPLETION_TOKENS, ChatFactory.SEED, ChatFactory.STOP);
        return new ChatFactory("openai",
                "OpenAI and any server that speaks its protocol (vLLM, SGLang, llama.cpp, Ollama)", PROVIDER, SHAPE,
                parameters, OpenAi::chat, Optional.of(relay()));
    }

    private static RelayForm relay() {
        var all = new ArrayList<>(RelayForm.usual("", RequestBody.SEED).parameters());
        all.add(new RelayForm.Parameter(RequestBody.MAX_COMPLETION_TOKENS, MAX_COMPLETION_TOKENS));
        return new RelayForm("", all);
    }

    private static ChatModel chat(Connection connection, Options options) {
        return OpenAiChatModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElse(null)).modelName(connection.model())
                .temperature(options.get(ChatFactory.TEMPERATURE).orElse(null))
                .topP(options.get(ChatFactory.TOP_P).orElse(null))
                .maxTokens(ChatFactory.integer(options, ChatFactory.MAX_TOKENS))
                .maxCompletionTokens(ChatFactory.integer(options, MAX_COMPLETION_TOKENS))
                .seed(ChatFactory.integer(options, ChatFactory.SEED))
                .stop(ChatFactory.stop(options))
                .build();
    }

    static EmbedderFactory embeddings() {
        return new EmbeddingFactory("openai-embeddings",
                "embeddings of OpenAI and any server that speaks its protocol (vLLM, TEI, llama.cpp, Ollama)", PROVIDER,
                Option.list(EmbeddingFactory.DIMENSIONS), 32, OpenAi::embeddings);
    }

    private static EmbeddingModel embeddings(Connection connection, Options options) {
        return OpenAiEmbeddingModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElse(null)).modelName(connection.model())
                .dimensions(ChatFactory.integer(options, EmbeddingFactory.DIMENSIONS))
                .build();
    }
}
