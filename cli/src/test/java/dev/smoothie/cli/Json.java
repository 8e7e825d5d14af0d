package dev.smoothie.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * A JSON value.
 *
 * @param value
 *            a map, a list, a string, a double, a boolean or null
 */
record Json(Object value) {

    /** Reads a text that holds one value and nothing else. */
    static Json of(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            var json = new Json(read(parser));
            assertNull(parser.nextToken(), text);
            return json;
        }
    }

    private static Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                    parser.nextToken();
                    object.put(key, read(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (!parser.nextToken().isStructEnd()) {
                    list.add(read(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default -> throw new AssertionError(parser.currentToken());
        };
    }

    Json get(String key) {
        return new Json(((Map<?, ?>) value).get(key));
    }

    /** The elements of a list. */
    List<Json> list() {
        return ((List<?>) value).stream().map(Json::new).toList();
    }

    String text() {
        return (String) value;
    }

    /** A number, NaN for null. */
    double number() {
        return value == null ? Double.NaN : (Double) value;
    }
}
