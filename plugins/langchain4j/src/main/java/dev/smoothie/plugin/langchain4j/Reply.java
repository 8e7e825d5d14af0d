package dev.smoothie.plugin.langchain4j;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a model said, gathered from the places where a provider's answer has it. A content is a text or a list of parts;
 * the texts of the parts are joined, reasoning is told from the rest, and parts of other kinds are skipped.
 */
final class Reply {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private String strange;

    /** Adds a content: a text, a list of parts, or nothing. */
    Reply add(JsonNode content) {
        if (content.isTextual()) {
            text.append(content.textValue());
        } else if (content.isArray()) {
            content.forEach(this::part);
        } else if (!content.isNull() && !content.isMissingNode()) {
            strange(content, "a text");
        }
        return this;
    }

    private void part(JsonNode part) {
        if (part.isTextual()) {
            text.append(part.textValue());
        } else if (!part.isObject()) {
            strange(part, "a part with a text");
        } else if (part.path("thought").asBoolean()) {
            thought(part.path("text"));
        } else {
            switch (part.path("type").asText("text")) {
                case "text", "output_text" -> {
                    if (!part.path("text").isMissingNode()) {
                        word(part.path("text"));
                    }
                }
                case "thinking", "reasoning", "reasoning_content", "thought" -> {
                    thought(part.path("thinking"));
                    thought(part.path("reasoning"));
                    thought(part.path("text"));
                }
                case "refusal" -> refused(part.path("refusal"));
                default -> {
                    // A tool call, an image, or anything else that is no text.
                }
            }
        }
    }

    private void word(JsonNode words) {
        if (words.isTextual()) {
            text.append(words.textValue());
        } else if (!words.isNull()) {
            strange(words, "a text");
        }
    }

    /** Adds reasoning: a text, or a list of parts with texts. Anything else is ignored: it is not the answer. */
    Reply thought(JsonNode thought) {
        if (thought.isTextual()) {
            reasoning.append(thought.textValue());
        } else if (thought.isArray()) {
            thought.forEach(part -> thought(part.isObject() ? part.path("text") : part));
        }
        return this;
    }

    /** Adds the words of a model that refuses. */
    Reply refused(JsonNode words) {
        refusal.append(words.isTextual() ? words.textValue() : "");
        return this;
    }

    private void strange(JsonNode found, String expected) {
        strange = "has %s where %s belongs: %s".formatted(switch (found.getNodeType()) {
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case NULL -> "null";
            default -> "something";
        }, expected, found);
    }

    /** What the model said, reasoning in it included. */
    String text() {
        return text.toString();
    }

    /** Its reasoning, from places of its own; blank if there is none. */
    String reasoning() {
        return reasoning.toString();
    }

    /** Why it refuses; blank if it does not. */
    String refusal() {
        return refusal.toString();
    }

    /** What stands where a text belongs; empty if only texts do. */
    Optional<String> strangeness() {
        return Optional.ofNullable(strange);
    }
}
