package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A table whose rows are objects: rows of a file that a plugin reads, and JSON objects of which the user has said what
 * their fields hold.
 */
final class RowTable implements FileKind {

    @Override
    public String description() {
        return "a table";
    }

    @Override
    public List<String> keys() {
        return List.of();
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.form() == Form.ROWS && !beginning.items().isEmpty();
    }

    @Override
    public void read(Reading reading) {
        List<String> header = List.copyOf(reading.beginning().keys());
        TableEntries entries = TableEntries.of(header, reading);
        try (JsonItems rows = reading.items()) {
            for (ObjectNode row = rows.next(); row != null; row = rows.next()) {
                reading.add(entries.entry(cells(row, header), rows.where()));
            }
        }
    }

    private static List<String> cells(ObjectNode row, List<String> header) {
        var cells = new ArrayList<String>(header.size());
        for (String name : header) {
            JsonNode value = row.get(name);
            cells.add(
                    value == null || value.isNull() ? null : value.isValueNode() ? value.asString() : value.toString());
        }
        return cells;
    }
}
