package dev.smoothie.engine.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass over the fields of samples, whatever they mean, in the order of the samples. Only texts, numbers and truth values
 * at the top of an object are fields. Layouts without an object for each sample have none. Whoever opened it closes it; one
 * thread.
 */
public final class FieldsReader implements AutoCloseable {
    private final LinesOfFiles lines;
    private final Set<String> names;

    FieldsReader(List<InputFile> files, Set<String> names) {
        this.lines = new LinesOfFiles(files);
        this.names = Set.copyOf(names);
    }

    /** The fields of the next sample by name; those that it does not have are missing. Empty after the last. */
    public Map<String, String> next() {
        var found = new LinkedHashMap<String, String>();
        if (!lines.advance()) {
            return found;
        }
        try (JsonCursor json = lines.json()) {
            LinesOfFiles.enter(json);
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
        lines.close();
    }
}
