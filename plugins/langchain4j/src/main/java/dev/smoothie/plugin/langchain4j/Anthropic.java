package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.smoothie.spi.LanguageModelFactory;
import dev.smoothie.spi.Option;
import dev.smoothie.spi.Options;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Language models by Anthropic's Messages API. */
final class Anthropic {
    private static final Provider PROVIDER = new Provider(URI.create("https://api.anthropic.com/v1"),
            Optional.of("ANTHROPIC_API_KEY"), true);
    /** The limit of tokens, which the API requires. */
    private static final Option<Long> MAX_TOKENS = ChatFactory.MAX_TOKENS.withDefault(4096L);
    /** The tokens of a prompt. Those written to or read from a cache are not among the input tokens. */
    private static final List<String> INPUT = List.of("/usage/input_tokens", "/usage/cache_creation_input_tokens",
            "/usage/cache_read_input_tokens");
    /** If Claude has nothing to add, it ends its turn without a text. */
    private static final AnswerShape SHAPE = new AnswerShape("/content", Anthropic::hasText, "/stop_reason", "end_turn",
            Set.of("end_turn", "stop_sequence", "max_tokens"), INPUT, List.of("/usage/output_tokens"));

    private Anthropic() {}

    private static boolean hasText(JsonNode json) {
        return StreamSupport.stream(json.path("content").spliterator(), false)
                .anyMatch(block -> block.path("type").asText().equals("text"));
    }

    static LanguageModelFactory chat() {
        List<Option<?>> parameters = Option.list(ChatFactory.TEMPERATURE, ChatFactory.TOP_P, MAX_TOKENS,
                ChatFactory.STOP);
        return new ChatFactory("anthropic", "Claude by Anthropic's API", PROVIDER, SHAPE, parameters, Anthropic::chat);
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
