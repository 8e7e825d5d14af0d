package dev.smoothie.engine.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * One pass over the fields of samples, whatever they mean, in the order of the samples. Only texts, numbers and truth values
 * at the top of an object are fields. Layouts without an object for each sample have none. Whoever opened it closes it; one
 * thread.
 */
public final class FieldsReader implements AutoCloseable {
    private final List<InputFile> files;
    private final Set<String> names;
    private int opened;
    private TextReader text;

    FieldsReader(List<InputFile> files, Set<String> names) {
        this.files = files;
        this.names = Set.copyOf(names);
    }

    /** The fields of the next sample by name; those that it does not have are missing. Empty after the last. */
    public Map<String, String> next() {
        while (text != null || opened < files.size()) {
            if (text == null) {
                text = files.get(opened++).open();
            }
            if (text.peek() >= 0 && text.readLine()) {
                return parse();
            }
            text.close();
            text = null;
        }
        return Map.of();
    }

    private Map<String, String> parse() {
        var found = new LinkedHashMap<String, String>();
        try (JsonCursor json = JsonCursor.overLine(text)) {
            json.expect(JsonToken.START_OBJECT, "a JSON object, one per line");
            for (String key = json.key(); key != null; key = json.key()) {
                String name = key;
                if (names.contains(name)) {
                    json.scalar().ifPresent(value -> found.put(name, value));
                } else {
                    json.skip();
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        if (text != null) {
            text.close();
        }
    }
}
