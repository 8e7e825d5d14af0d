package dev.smoothie.pipeline.json;

import dev.smoothie.spi.TableReader;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows of a table as JSON objects. */
final class JsonRows {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonRows() {}

    /** The row that the reader is at. */
    static ObjectNode row(TableReader rows, List<String> columns) {
        ObjectNode object = NODES.objectNode();
        for (int column = 0; column < columns.size(); column++) {
            object.set(columns.get(column), value(rows.value(column)));
        }
        return object;
    }

    private static JsonNode value(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case String text -> NODES.stringNode(text);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Boolean truth -> NODES.booleanNode(truth);
            case byte[] bytes -> NODES.stringNode(Base64.getEncoder().encodeToString(bytes));
            case List<?> items -> {
                ArrayNode list = NODES.arrayNode();
                items.forEach(item -> list.add(value(item)));
                yield list;
            }
            case Map<?, ?> fields -> {
                ObjectNode object = NODES.objectNode();
                fields.forEach((name, field) -> object.set(String.valueOf(name), value(field)));
                yield object;
            }
            default -> NODES.stringNode(value.toString());
        };
    }
}
