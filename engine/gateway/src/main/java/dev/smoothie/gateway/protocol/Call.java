package dev.smoothie.gateway.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request for a completion. Only what the gateway needs of it is read; all else is passed on.
 *
 * @param kind
 *            by its path
 * @param body
 *            the JSON object as it came
 * @param tree
 *            the same, read; never changed
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public record Call(Kind kind, byte[] body, ObjectNode tree) {

    /** Which of the two forms. */
    public enum Kind {
        /** {@code /v1/chat/completions}: a list of messages. */
        CHAT("chat/completions"),
        /** {@code /v1/completions}: a prompt. */
        TEXT("completions");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        /** The path behind {@code /v1/}. */
        public String path() {
            return path;
        }
    }

    /**
     * Reads a request.
     *
     * @throws ApiException
     *             if it is none
     */
    public static Call of(Kind kind, byte[] body) {
        var call = new Call(kind, body, object(body));
        String text = kind == Kind.CHAT ? "messages" : "prompt";
        JsonNode given = call.tree.path(text);
        if (given.isMissingNode() || given.isNull()) {
            throw invalid("\"%s\" is missing".formatted(text));
        }
        if (kind == Kind.CHAT) {
            checkMessages(given);
        } else if (!given.isString()) {
            throw invalid(
                    "\"prompt\" must be a text; lists of prompts are not taken: send each in a request of its own");
        }
        if (!call.tree.path("model").isString()) {
            throw invalid("\"model\" must be a text, such as \"smoothie\"");
        }
        JsonNode stream = call.tree.path("stream");
        if (!stream.isMissingNode() && !stream.isNull() && !stream.isBoolean()) {
            throw invalid("\"stream\" must be true or false");
        }
        return call;
    }

    /**
     * Reads the JSON object that a body is.
     *
     * @throws ApiException
     *             if it is none
     */
    public static ObjectNode object(byte[] body) {
        JsonNode tree;
        try {
            tree = Trees.read(body);
        } catch (JacksonException e) {
            throw new ApiException(ApiError.invalid("the body is not JSON: " + line(e.getOriginalMessage())), e);
        }
        if (!(tree instanceof ObjectNode object)) {
            throw invalid("the body must be one JSON object");
        }
        return object;
    }

    private static String line(String message) {
        String line = String.valueOf(message).lines().findFirst().orElse("");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private static void checkMessages(JsonNode messages) {
        if (!(messages instanceof ArrayNode list) || list.isEmpty()) {
            throw invalid("\"messages\" must be a list with a message in it");
        }
        for (JsonNode message : list) {
            if (!message.isObject() || !message.path("role").isString()) {
                throw invalid("each of the \"messages\" must be an object with a \"role\"");
            }
        }
    }

    private static ApiException invalid(String message) {
        return new ApiException(ApiError.invalid(message));
    }

    /** The model that is asked for. */
    public String model() {
        return tree.path("model").stringValue();
    }

    /** Whether the answer is wanted as an event stream. */
    public boolean streams() {
        return tree.path("stream").booleanValue(false);
    }

    /** Whether a stream is to end with the tokens that were used. */
    public boolean wantsUsage() {
        return tree.path("stream_options").path("include_usage").booleanValue(false);
    }

    /** Whether it has what a mere prompt cannot say: tools, pictures, several choices, or an earlier conversation. */
    public boolean needsRelay() {
        return tree.has("tools") || tree.has("functions") || tree.path("n").asInt(1) > 1
                || !tree.path("response_format").path("type").asString("text").equals("text")
                || StreamSupport.stream(tree.path("messages").spliterator(), false)
                        .anyMatch(message -> !Set.of("system", "developer", "user")
                                .contains(message.path("role").asString(""))
                                || StreamSupport.stream(message.path("content").spliterator(), false)
                                        .anyMatch(part -> !part.path("type").asString("text").equals("text")))
                || texts(Set.of("user")).size() > 1;
    }

    /** What the last user said; the prompt where there are no messages. */
    public String lastUserText() {
        if (kind == Kind.TEXT) {
            return tree.path("prompt").stringValue();
        }
        List<String> said = texts(Set.of("user"));
        return said.isEmpty() ? allText() : said.getLast();
    }

    /** What everybody said, one message after the other. */
    public String allText() {
        return kind == Kind.TEXT
                ? lastUserText()
                : String.join("\n", texts(Set.of("system", "developer", "user", "assistant", "tool")));
    }

    /** What the system said; empty if it said nothing. */
    public Optional<String> systemText() {
        List<String> said = texts(Set.of("system", "developer"));
        return said.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", said));
    }

    private List<String> texts(Set<String> roles) {
        var texts = new ArrayList<String>();
        for (JsonNode message : tree.path("messages")) {
            if (roles.contains(message.path("role").asString(""))) {
                texts.add(Answer.text(message.path("content")));
            }
        }
        return texts;
    }

    /**
     * The body for a generator that changes what is asked: the last text of the user is replaced, and a system text put
     * before everything where the caller gave none.
     */
    public Call rephrased(String user, Optional<String> system) {
        ObjectNode changed = tree.deepCopy();
        if (kind == Kind.TEXT) {
            changed.put("prompt", user);
        } else {
            var messages = (ArrayNode) changed.get("messages");
            int last = -1;
            for (int i = 0; i < messages.size(); i++) {
                last = messages.get(i).path("role").asString("").equals("user") ? i : last;
            }
            if (last >= 0 && !user.equals(lastUserText())) {
                ((ObjectNode) messages.get(last)).set("content", rephrased(messages.get(last).path("content"), user));
            }
            if (system.isPresent() && systemText().isEmpty()) {
                messages.insert(0, Trees.object().put("role", "system").put("content", system.get()));
            }
        }
        return new Call(kind, Trees.write(changed), changed);
    }

    /** Content of several parts keeps those that are no text, such as pictures. */
    private static JsonNode rephrased(JsonNode content, String user) {
        if (!(content instanceof ArrayNode parts)) {
            return JsonNodeFactory.instance.stringNode(user);
        }
        ArrayNode changed = JsonNodeFactory.instance.arrayNode();
        changed.add(Trees.object().put("type", "text").put("text", user));
        parts.forEach(part -> {
            if (!part.path("type").asString("").equals("text")) {
                changed.add(part);
            }
        });
        return changed;
    }

    /** The same for a whole answer, not a stream. */
    public Call whole() {
        if (!streams()) {
            return this;
        }
        ObjectNode changed = tree.deepCopy();
        changed.remove("stream");
        changed.remove("stream_options");
        return new Call(kind, Trees.write(changed), changed);
    }
}
