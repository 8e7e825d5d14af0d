package dev.smoothie.pipeline.json;

import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the items of a file one after the other as trees: the lines of JSON Lines, or the items of a JSON list. Whoever
 * opened it closes it. For use by one thread.
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public final class JsonItems implements AutoCloseable {
    /** One of these is there. */
    private final TextReader lines;
    private final JsonCursor values;
    private final JsonArrayFile list;
    private String where;

    private JsonItems(TextReader lines, JsonCursor values, JsonArrayFile list) {
        this.lines = lines;
        this.values = values;
        this.list = list;
    }

    /** The lines of a file; blank lines are passed over. */
    public static JsonItems ofLines(InputFile file) {
        return new JsonItems(file.open(), null, null);
    }

    /** The values of a file, one after the other, on any number of lines. */
    public static JsonItems ofValues(InputFile file) {
        return new JsonItems(null, JsonCursor.over(file.open()), null);
    }

    /** The items of a file that is one list. */
    public static JsonItems ofList(InputFile file) {
        return new JsonItems(null, null, JsonArrayFile.open(file));
    }

    /** The items of the list under {@code key} of a file that is one object. */
    public static JsonItems ofList(InputFile file, String key) {
        return new JsonItems(null, null, JsonArrayFile.open(file, key));
    }

    /**
     * The next item, which is an object; null after the last.
     *
     * @throws SmoothieException
     *             if it is broken or no object
     */
    public ObjectNode next() {
        if (list != null) {
            if (!list.nextItem()) {
                return null;
            }
            where = list.where();
            return object(list.json(), list.json().currentTree());
        }
        if (values != null) {
            if (values.next() == null) {
                return null;
            }
            where = values.where();
            return object(values, values.currentTree());
        }
        if (lines.peek() < 0 || !lines.readLine()) {
            return null;
        }
        try (JsonCursor json = JsonCursor.overLine(lines)) {
            json.next();
            where = json.where();
            ObjectNode item = object(json, json.currentTree());
            json.expectEnd();
            return item;
        }
    }

    private static ObjectNode object(JsonCursor json, JsonNode item) {
        if (item instanceof ObjectNode object) {
            return object;
        }
        throw json.failure("expected a JSON object, found %s".formatted(JsonCursor.excerpt(item.toString())));
    }

    /** File and line or item of the last item, for messages. */
    public String where() {
        return where;
    }

    @Override
    public void close() {
        if (list != null) {
            list.close();
        } else if (values != null) {
            values.close();
        } else {
            lines.close();
        }
    }
}
