package dev.smoothie.pipeline.json;

import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import dev.smoothie.spi.TableReader;
import java.util.List;
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
    private final TableReader rows;
    private final String name;
    private List<String> columns = List.of();
    private long row;
    private String where;

    private JsonItems(TextReader lines, JsonCursor values, JsonArrayFile list, TableReader rows, String name) {
        this.lines = lines;
        this.values = values;
        this.list = list;
        this.rows = rows;
        this.name = name;
    }

    /**
     * The rows of a table as objects.
     *
     * @param rows
     *            are closed with this
     * @param file
     *            the name of the file, for messages
     */
    public static JsonItems ofRows(TableReader rows, String file) {
        var items = new JsonItems(null, null, null, rows, file);
        items.columns = rows.columns();
        return items;
    }

    /** The lines of a file; blank lines are passed over. */
    public static JsonItems ofLines(InputFile file) {
        return new JsonItems(file.open(), null, null, null, file.name());
    }

    /** The values of a file, one after the other, on any number of lines. */
    public static JsonItems ofValues(InputFile file) {
        return new JsonItems(null, JsonCursor.over(file.open()), null, null, file.name());
    }

    /** The items of a file that is one list. */
    public static JsonItems ofList(InputFile file) {
        return new JsonItems(null, null, JsonArrayFile.open(file), null, file.name());
    }

    /** The items of the list under {@code key} of a file that is one object. */
    public static JsonItems ofList(InputFile file, String key) {
        return new JsonItems(null, null, JsonArrayFile.open(file, key), null, file.name());
    }

    /**
     * The next item, which is an object; null after the last.
     *
     * @throws SmoothieException
     *             if it is broken or no object
     */
    public ObjectNode next() {
        if (rows != null) {
            if (!rows.next()) {
                return null;
            }
            row++;
            where = "%s (row %d)".formatted(name, row);
            return JsonRows.row(rows, columns);
        }
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
        if (rows != null) {
            rows.close();
        } else if (list != null) {
            list.close();
        } else if (values != null) {
            values.close();
        } else {
            lines.close();
        }
    }
}
