package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.model.openai.OpenAiChatModel;

/** Asks over a connection as the plugin does. */
final class OpenAiOf {

    private OpenAiOf() {}

    /** The text of an answer. */
    static String ask(Connection connection) {
        var chat = OpenAiChatModel.builder().httpClientBuilder(connection.httpClientBuilder()).maxRetries(0)
                .baseUrl(connection.base()).modelName(connection.model()).build();
        return connection.ask(OpenAi.SHAPE, () -> chat.chat("hello")).read().text();
    }
}
