package dev.smoothie.pipeline.formats;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.text.InputFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * Copies the fields of samples, apart from some, in one pass in the order of the samples. Layouts without an object for
 * each sample have none. Whoever opened it closes it. For use by one thread.
 */
@SuppressWarnings("exports")
public final class OtherFields implements AutoCloseable {
    private final LinesOfFiles lines;
    private final Set<String> leftOut;

    OtherFields(List<InputFile> files, Set<String> leftOut) {
        this.lines = new LinesOfFiles(files);
        this.leftOut = Set.copyOf(leftOut);
    }

    /** Copies the fields of the next sample into the object that {@code to} is in. A name that comes twice is copied once. */
    public void copyNext(JsonGenerator to) {
        if (!lines.advance()) {
            return;
        }
        try (JsonCursor json = lines.json()) {
            LinesOfFiles.enter(json);
            var copied = new HashSet<String>();
            for (String key = json.key(); key != null; key = json.key()) {
                if (leftOut.contains(key) || !copied.add(key)) {
                    json.skip();
                } else {
                    to.writeName(key);
                    json.copyTo(to);
                }
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
