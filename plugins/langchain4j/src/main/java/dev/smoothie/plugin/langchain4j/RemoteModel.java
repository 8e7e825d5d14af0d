package dev.smoothie.plugin.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.smoothie.spi.ChatRelay;
import dev.smoothie.spi.Completion;
import dev.smoothie.spi.LanguageModel;
import dev.smoothie.spi.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a chat model of LangChain4j a {@link LanguageModel}. */
final class RemoteModel implements LanguageModel {
    private final Connection connection;
    private final ChatModel chat;
    private final AnswerShape shape;
    private final Optional<ChatRelay> relay;

    /** A model that owns the connection. */
    RemoteModel(Connection connection, ChatModel chat, AnswerShape shape, Optional<ChatRelay> relay) {
        this.connection = connection;
        this.chat = chat;
        this.shape = shape;
        this.relay = relay;
    }

    @Override
    public String model() {
        return connection.toString();
    }

    @Override
    public Completion generate(Prompt prompt) {
        ChatRequest request = request(prompt);
        return connection.ask(shape, () -> chat.chat(request)).read();
    }

    private static ChatRequest request(Prompt prompt) {
        List<ChatMessage> messages = new ArrayList<>();
        // LangChain4j refuses a blank system text, which says nothing anyway.
        prompt.system().filter(text -> !text.isBlank()).map(WellFormed::text).map(SystemMessage::from)
                .ifPresent(messages::add);
        messages.add(UserMessage.from(WellFormed.text(prompt.text())));
        return ChatRequest.builder().messages(messages).build();
    }

    @Override
    public Optional<ChatRelay> relay() {
        return relay;
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return model();
    }
}
