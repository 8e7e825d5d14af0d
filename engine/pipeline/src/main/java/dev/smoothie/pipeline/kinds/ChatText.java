package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.spi.SmoothieException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The text of chat messages, whose contents are texts or lists of parts. */
final class ChatText {

    private ChatText() {}

    /** The text of a content; empty if it has none. Parts that are a model's reasoning or no text are no part of it. */
    static Optional<String> of(JsonNode content) {
        return of(content, UnaryOperator.identity());
    }

    /**
     * The text of a content.
     *
     * @param resolve
     *            gives the text that a text stands for
     */
    static Optional<String> of(JsonNode content, UnaryOperator<String> resolve) {
        if (content.isString()) {
            return Optional.of(resolve.apply(content.stringValue()));
        }
        var parts = new ArrayList<String>();
        if (content.isArray()) {
            for (JsonNode part : content) {
                JsonNode text = part.isString() ? part : part.path("text");
                if (text.isString()) {
                    parts.add(resolve.apply(text.stringValue()));
                }
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", parts));
    }

    /**
     * What messages ask: the text of the only one that is not by the system, or all of those, each with its role.
     *
     * @param resolve
     *            gives the text that a text stands for
     */
    static Optional<String> ofMessages(JsonNode messages, UnaryOperator<String> resolve) {
        List<JsonNode> turns = new ArrayList<>();
        for (JsonNode message : messages) {
            String role = message.path("role").asString("user");
            if (!role.equals("system") && !role.equals("developer")
                    && of(message.path("content"), resolve).isPresent()) {
                turns.add(message);
            }
        }
        if (turns.size() == 1) {
            return of(turns.getFirst().path("content"), resolve);
        }
        return turns.isEmpty()
                ? Optional.empty()
                : Optional.of(turns.stream()
                        .map(turn -> "%s: %s".formatted(turn.path("role").asString("user"),
                                of(turn.path("content"), resolve).orElseThrow()))
                        .collect(Collectors.joining("\n")));
    }

    /** A prompt, which is a text or messages written as JSON. */
    static String ofPrompt(String prompt) {
        if (!prompt.stripLeading().startsWith("[") || !prompt.contains("\"role\"")) {
            return prompt;
        }
        try {
            JsonNode messages = JsonCursor.tree(prompt.getBytes(StandardCharsets.UTF_8));
            return ofMessages(messages, UnaryOperator.identity()).orElse(prompt);
        } catch (SmoothieException _) {
            return prompt; // it only looks like JSON
        }
    }
}
