package dev.smoothie.pipeline.readers;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.json.JsonOutline;
import dev.smoothie.pipeline.text.InputFile;
import dev.smoothie.pipeline.text.Packing;
import dev.smoothie.pipeline.text.TextReader;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a file looks like, for recognising its {@link FileKind}.
 *
 * @param file
 *            the file
 * @param form
 *            what it is made of
 * @param spansLines
 *            whether one of its first objects is on several lines
 * @param items
 *            outlines of its first objects: of the first lines, of the first item of a list, or of the whole object. Of
 *            each list in them there is the first item, of each text the beginning
 * @param firstLine
 *            its first line if it is text that is no JSON, otherwise empty
 * @param broken
 *            why it could not be looked at any further, if its JSON is broken
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public record Beginning(InputFile file, Form form, boolean spansLines, List<JsonNode> items, String firstLine,
        Optional<SmoothieException> broken) {

    private static final int MOST_ROWS = 8;

    public Beginning {
        items = List.copyOf(items);
    }

    /**
     * Looks at a file.
     *
     * @throws dev.smoothie.spi.SmoothieException
     *             if it cannot be read, or is packed in a way that only another program unpacks; the message names it
     */
    public static Beginning of(InputFile file) {
        Packing packing = file.packing();
        if (packing == Packing.ZIP) {
            return new Beginning(file, Form.ZIP, false, List.of(), "", Optional.empty());
        }
        if (packing == Packing.BINARY) {
            return new Beginning(file, Form.BINARY, false, List.of(), "", Optional.empty());
        }
        try (TextReader text = file.open()) {
            int first = text.peek();
            if (first == -1) {
                return new Beginning(file, Form.EMPTY, false, List.of(), "", Optional.empty());
            }
            if (first != '{' && first != '[') {
                return new Beginning(file, Form.TEXT, false, List.of(), firstLine(text), Optional.empty());
            }
        }
        try (JsonCursor json = JsonCursor.over(file.open())) {
            JsonOutline outline = JsonOutline.of(json);
            return new Beginning(file,
                    outline.isList() ? Form.LIST : outline.isAlone() ? Form.OBJECT : Form.LINES,
                    outline.spansLines(), outline.items(), "", outline.broken());
        }
    }

    private static String firstLine(TextReader text) {
        text.readLine();
        return new String(text.line(), 0, text.lineLength()).strip();
    }

    /**
     * Looks at a file that a plugin reads.
     *
     * @return empty if none does
     */
    public static Optional<Beginning> ofTable(InputFile file, TableOpener tables) {
        return tables.open(file.path()).map(rows -> {
            var items = new ArrayList<JsonNode>();
            try (JsonItems all = JsonItems.ofRows(rows, file.name())) {
                for (JsonNode item = all.next(); item != null && items.size() < MOST_ROWS; item = all.next()) {
                    items.add(item);
                }
            }
            return new Beginning(file, Form.ROWS, false, items, "", Optional.empty());
        });
    }

    /** Whether each object is on a line of its own; a file of one line is one object, too. */
    public boolean isLines() {
        return (form == Form.LINES || form == Form.OBJECT) && !spansLines;
    }

    /** Whether it has JSON objects: on lines, one after the other, in a list, or one. */
    public boolean isItems() {
        return !items.isEmpty();
    }

    /** The keys of its first objects. */
    public Set<String> keys() {
        var keys = new LinkedHashSet<String>();
        items.forEach(item -> keys.addAll(item.propertyNames()));
        return keys;
    }

    /** Whether one of its first objects has all these keys. */
    public boolean has(String... names) {
        return items.stream().anyMatch(item -> List.of(names).stream().allMatch(item::has));
    }

    /** The outline of the first object; a missing node if there is none. */
    public JsonNode first() {
        return items.isEmpty() ? MissingNode.getInstance() : items.getFirst();
    }
}
