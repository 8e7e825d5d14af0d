package dev.smoothie.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer of a generator.
 *
 * @param body
 *            the JSON as the provider gave it
 * @param text
 *            what it says in its first choice: the content, or the calls of tools in a form in which equal calls are
 *            equal; empty if it says nothing
 * @param inputTokens
 *            tokens of the prompt; empty if it does not say
 * @param outputTokens
 *            tokens of the answer; empty if it does not say
 */
public record Answer(byte[] body, Optional<String> text, OptionalLong inputTokens, OptionalLong outputTokens) {

    /** Reads an answer. Empty if it is no JSON object with a choice. */
    public static Optional<Answer> of(byte[] body) {
        try {
            JsonNode tree = Trees.read(body);
            JsonNode choice = tree.path("choices").path(0);
            if (!choice.isObject()) {
                return Optional.empty();
            }
            JsonNode message = choice.path("message");
            String said = message.isObject() ? text(message.path("content")) : text(choice.path("text"));
            String text = said.isBlank() ? calls(message.path("tool_calls")) : said;
            JsonNode usage = tree.path("usage");
            return Optional.of(new Answer(body, text.isBlank() ? Optional.empty() : Optional.of(text),
                    count(usage.path("prompt_tokens")), count(usage.path("completion_tokens"))));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** An answer in OpenAI's form, of a model that speaks another. */
    public static Answer of(Call.Kind kind, String id, String model, long seconds, String text, OptionalLong input,
            OptionalLong output) {
        ObjectNode choice = Trees.object().put("index", 0);
        if (kind == Call.Kind.CHAT) {
            choice.set("message", Trees.object().put("role", "assistant").put("content", text));
        } else {
            choice.put("text", text);
        }
        choice.putNull("logprobs").put("finish_reason", "stop");
        ObjectNode tree = Trees.object().put("id", id)
                .put("object", kind == Call.Kind.CHAT ? "chat.completion" : "text_completion").put("created", seconds)
                .put("model", model);
        tree.set("choices", JsonNodeFactory.instance.arrayNode().add(choice));
        if (input.isPresent() && output.isPresent()) {
            tree.set("usage", Trees.object().put("prompt_tokens", input.getAsLong())
                    .put("completion_tokens", output.getAsLong())
                    .put("total_tokens", input.getAsLong() + output.getAsLong()));
        }
        return new Answer(Trees.write(tree), Optional.of(text), input, output);
    }

    private static OptionalLong count(JsonNode node) {
        return node.isIntegralNumber() && node.longValue() >= 0
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }

    /** The text of content that is a text, or a list of parts. */
    static String text(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            if (part.isString()) {
                text.append(part.stringValue());
            } else if (part.path("text").isString()) {
                text.append(part.path("text").stringValue());
            }
        }
        return text.toString();
    }

    /** Names and arguments of calls, without what is different in each: ids and the order of keys. */
    private static String calls(JsonNode calls) {
        var text = new StringBuilder();
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            text.append(function.path("name").asString("")).append(' ')
                    .append(sorted(function.path("arguments").asString(""))).append('\n');
        }
        return text.toString().strip();
    }

    private static String sorted(String arguments) {
        try {
            return sorted(Trees.read(arguments.getBytes(StandardCharsets.UTF_8))).toString();
        } catch (JacksonException _) {
            return arguments;
        }
    }

    private static JsonNode sorted(JsonNode tree) {
        return switch (tree) {
            case ObjectNode object -> {
                ObjectNode sorted = Trees.object();
                object.propertyNames().stream().sorted().forEach(name -> sorted.set(name, sorted(object.get(name))));
                yield sorted;
            }
            case ArrayNode list -> {
                ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
                list.forEach(item -> sorted.add(sorted(item)));
                yield sorted;
            }
            default -> tree;
        };
    }
}
