package dev.smoothie.pipeline.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much of a JSON value is made into a tree. What is beyond the bounds is passed over, and stands as null if it is
 * too deep.
 *
 * @param depth
 *            the deepest level; the value itself is level 0
 * @param items
 *            the most items of a list
 * @param characters
 *            the most characters of a text
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public record JsonTree(int depth, int items, int characters) {
    /** All of it, except what no data are nested as deep as. */
    public static final JsonTree WHOLE = new JsonTree(500, Integer.MAX_VALUE, Integer.MAX_VALUE);
    /** What it looks like: of each list the first item, of each text the beginning. */
    public static final JsonTree OUTLINE = new JsonTree(6, 1, 200);

    /** Digits up to which a number is kept exactly. */
    private static final int EXACT_DIGITS = 100;

    /**
     * Reads the value whose first token was taken.
     *
     * @param begun
     *            is given the list or object before its contents, so that something is there if it is broken
     */
    JsonNode read(JsonParser parser, Consumer<JsonNode> begun) {
        if (parser.currentToken() == null || !parser.currentToken().isStructStart()) {
            return scalar(parser);
        }
        Deque<JsonNode> open = new ArrayDeque<>();
        JsonNode root = container(parser.currentToken());
        begun.accept(root);
        open.push(root);
        String name = null;
        while (!open.isEmpty()) {
            JsonToken token = parser.nextToken(); // never null: the parser knows what is open
            if (token == JsonToken.PROPERTY_NAME) {
                name = parser.currentName();
            } else if (token.isStructEnd()) {
                open.pop();
            } else if (isFull(open.peek()) || (token.isStructStart() && open.size() >= depth)) {
                parser.skipChildren();
                add(open.peek(), name, null);
            } else if (token.isStructStart()) {
                JsonNode value = container(token);
                add(open.peek(), name, value);
                open.push(value);
            } else {
                add(open.peek(), name, scalar(parser));
            }
        }
        return root;
    }

    private static JsonNode container(JsonToken start) {
        return start == JsonToken.START_OBJECT
                ? JsonNodeFactory.instance.objectNode()
                : JsonNodeFactory.instance.arrayNode();
    }

    private boolean isFull(JsonNode container) {
        return container instanceof ArrayNode list && list.size() >= items;
    }

    private void add(JsonNode container, String name, JsonNode value) {
        if (container instanceof ObjectNode object) {
            object.set(name, value);
        } else if (!isFull(container)) {
            ((ArrayNode) container).add(value);
        }
    }

    private JsonNode scalar(JsonParser parser) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case VALUE_STRING -> {
                String text = parser.getString();
                yield nodes.stringNode(text.length() <= characters ? text : text.substring(0, characters));
            }
            case VALUE_NUMBER_INT -> {
                String digits = parser.getString();
                yield digits.length() <= EXACT_DIGITS
                        ? nodes.numberNode(parser.getBigIntegerValue())
                        : nodes.numberNode(Double.parseDouble(digits));
            }
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case null, default -> nodes.nullNode();
        };
    }

    /** Writes a tree; numbers that JSON does not have as null. */
    public static void write(JsonGenerator to, JsonNode value) {
        switch (value) {
            case ObjectNode object -> {
                to.writeStartObject();
                object.properties().forEach(property -> {
                    to.writeName(property.getKey());
                    write(to, property.getValue());
                });
                to.writeEndObject();
            }
            case ArrayNode list -> {
                to.writeStartArray();
                list.forEach(item -> write(to, item));
                to.writeEndArray();
            }
            default -> {
                if (value.isString()) {
                    JsonText.write(to, value.stringValue());
                } else if (value.isNumber() && !value.isIntegralNumber()) {
                    Json.number(to, value.doubleValue());
                } else {
                    to.writeRawValue(value.toString());
                }
            }
        }
    }
}
