package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Language models by Anthropic's Messages API. */
final class Anthropic {
    private static final Provider PROVIDER = new Provider(URI.create("https://api.anthropic.com/v1"),
            Optional.of("ANTHROPIC_API_KEY"), true);
    /** The limit of tokens, which the API requires. */
    private static final Option<Long> MAX_TOKENS = ChatFactory.MAX_TOKENS.withDefault(4096L);
    /** The tokens of a prompt. Those written to or read from a cache are not among the input tokens. */
    private static final List<String> INPUT = List.of("/usage/input_tokens", "/usage/cache_creation_input_tokens",
            "/usage/cache_read_input_tokens");
    private static final AnswerShape SHAPE = new AnswerShape(
            "{\"id\": \"-\", \"type\": \"message\", \"role\": \"assistant\", \"model\": \"-\", \"content\": [{\"type\": \"text\", \"text\": \"-\"}], \"stop_reason\": \"end_turn\", \"usage\": {\"input_tokens\": 0, \"output_tokens\": 0}}",
            "/content", json -> new Reply().add(json.path("content")), List.of("/stop_reason"), INPUT,
            List.of("/usage/output_tokens"));

    private Anthropic() {}

    static LanguageModelFactory chat() {
        List<Option<?>> parameters = Option.list(ChatFactory.TEMPERATURE, ChatFactory.TOP_P, MAX_TOKENS,
                ChatFactory.STOP);
        return new ChatFactory("anthropic", "Claude by Anthropic's API", PROVIDER, SHAPE, parameters, Anthropic::chat,
                Optional.empty());
    }

    private static ChatModel chat(Connection connection, Options options) {
        return AnthropicChatModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .timeout(ChatFactory.timeout(options)).logRequests(false).logResponses(false)
                .baseUrl(connection.base()).apiKey(connection.key().orElseThrow()).modelName(connection.model())
                .temperature(options.get(ChatFactory.TEMPERATURE).orElse(null))
                .topP(options.get(ChatFactory.TOP_P).orElse(null))
                .maxTokens(ChatFactory.integer(options, MAX_TOKENS))
                .stopSequences(ChatFactory.stop(options))
                .build();
    }
}
