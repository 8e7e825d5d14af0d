package dev.smoothie.pipeline.kinds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Texts of conversations: the messages of a chat, each with a role and a content. */
final class Chat {
    private static final Set<String> INSTRUCTIONS = Set.of("system", "developer");
    private static final Set<String> MODELS = Set.of("assistant", "model");

    private Chat() {}

    /**
     * The text of a message's content: a text, a list of parts of which some are texts, or an object with the text
     * under {@code answer} or {@code text}. Empty if there is no text, or a blank one. A model's thoughts are no part
     * of it.
     */
    static Optional<String> text(JsonNode content) {
        if (content == null || content.isNull()) {
            return Optional.empty();
        }
        String text = switch (content.getNodeType()) {
            case STRING -> content.stringValue();
            case ARRAY -> parts(content);
            case OBJECT -> part(content);
            default -> "";
        };
        return Optional.of(text).filter(found -> !found.isBlank());
    }

    private static String parts(JsonNode content) {
        var text = new StringBuilder();
        for (JsonNode part : content.values()) {
            text.append(part.isString() ? part.stringValue() : part(part));
        }
        return text.toString();
    }

    private static String part(JsonNode part) {
        if (part.path("thought").asBoolean(false)) {
            return "";
        }
        for (String key : List.of("text", "answer", "content")) {
            if (part.path(key).isString()) {
                return part.get(key).stringValue();
            }
        }
        return "";
    }

    /**
     * The prompt of a conversation: the text of the user's message, or, if there are several turns, all of them with
     * their roles. Instructions by the system are no part of it.
     */
    static Optional<String> prompt(List<Item> messages) {
        var turns = new ArrayList<Item>();
        for (Item message : messages) {
            if (!INSTRUCTIONS.contains(role(message))) {
                turns.add(message);
            }
        }
        if (turns.size() == 1) {
            return content(turns.getFirst());
        }
        String all = turns.stream().filter(turn -> content(turn).isPresent())
                .map(turn -> role(turn) + ": " + content(turn).orElseThrow())
                .collect(Collectors.joining("\n\n"));
        return Optional.of(all).filter(text -> !text.isBlank());
    }

    /** The instructions by the system. */
    static Optional<String> system(List<Item> messages) {
        String all = messages.stream().filter(message -> INSTRUCTIONS.contains(role(message)))
                .flatMap(message -> content(message).stream()).collect(Collectors.joining("\n\n"));
        return Optional.of(all).filter(text -> !text.isBlank());
    }

    /** What the model said, by turn; null where it said nothing. */
    static List<String> answers(List<Item> messages) {
        var answers = new ArrayList<String>();
        messages.stream().filter(message -> MODELS.contains(role(message)))
                .forEach(message -> answers.add(content(message).orElse(null)));
        return answers;
    }

    /** What the user said, by turn; null where there is no text. */
    static List<String> questions(List<Item> messages) {
        var questions = new ArrayList<String>();
        messages.stream().filter(message -> role(message).equals("user"))
                .forEach(message -> questions.add(content(message).orElse(null)));
        return questions;
    }

    private static String role(Item message) {
        return message.text("role").orElse("user");
    }

    /** The text of a message. Gemini calls its content "parts". */
    private static Optional<String> content(Item message) {
        return text(message.json().has("parts") ? message.json().get("parts") : message.json().get("content"));
    }
}
