package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads any fields of the samples by name, whatever they mean, in one pass in the order of the samples. Fields are the
 * texts, numbers and truth values at the top of a sample's JSON object; layouts without an object for each sample have
 * none. Whoever opened it closes it. For use by one thread.
 */
public final class FieldsReader implements AutoCloseable {
    private final LinesOfFiles lines;
    private final Set<String> names;

    FieldsReader(List<InputFile> files, Set<String> names) {
        this.lines = new LinesOfFiles(files);
        this.names = Set.copyOf(names);
    }

    /**
     * The fields of the next sample by name; a field that it does not have is not in the map. Empty after the last
     * sample.
     */
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
