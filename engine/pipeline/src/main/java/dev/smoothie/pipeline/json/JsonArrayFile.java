package dev.smoothie.pipeline.json;

import dev.smoothie.pipeline.text.InputFile;
import tools.jackson.core.JsonToken;

/**
 * Reads a file that holds a JSON list, at the top level or under a key, item by item. Used where several files are read
 * at the same pace. For use by one thread.
 */
public final class JsonArrayFile implements AutoCloseable {
    private final InputFile file;
    private final JsonCursor json;
    /** How many objects the list is in. */
    private final int depth;
    private boolean ended;
    private long items;

    private JsonArrayFile(InputFile file, JsonCursor json, int depth) {
        this.file = file;
        this.json = json;
        this.depth = depth;
    }

    /** Opens a file that is a list. */
    public static JsonArrayFile open(InputFile file) {
        JsonCursor json = JsonCursor.over(file.open());
        try {
            json.expect(JsonToken.START_ARRAY, "a JSON list");
            return new JsonArrayFile(file, json, 0);
        } catch (RuntimeException e) {
            json.close();
            throw e;
        }
    }

    /**
     * Opens a file that is an object, at the list under a key.
     *
     * @param path
     *            the key; of a list in objects in each other, the keys from the outside
     */
    public static JsonArrayFile open(InputFile file, String... path) {
        JsonCursor json = JsonCursor.over(file.open());
        try {
            for (String key : path) {
                json.expect(JsonToken.START_OBJECT, "a JSON object");
                find(json, key);
            }
            json.expect(JsonToken.START_ARRAY, "a list for \"%s\"".formatted(path[path.length - 1]));
            return new JsonArrayFile(file, json, path.length);
        } catch (RuntimeException e) {
            json.close();
            throw e;
        }
    }

    /** Goes to the value under a key. */
    private static void find(JsonCursor json, String key) {
        for (String found = json.key(); found != null; found = json.key()) {
            if (found.equals(key)) {
                return;
            }
            json.skip();
        }
        throw json.failure("no \"%s\" in the object".formatted(key));
    }

    /**
     * Takes the first token of the next item. At the end of the list, checks the rest of the file and returns false.
     */
    public boolean nextItem() {
        if (!ended && json.next() != JsonToken.END_ARRAY) {
            items++;
            return true;
        }
        if (!ended) {
            ended = true;
            expectEnd();
        }
        return false;
    }

    private void expectEnd() {
        for (int i = 0; i < depth; i++) {
            while (json.key() != null) {
                json.skip();
            }
        }
        json.expectEnd();
    }

    public JsonCursor json() {
        return json;
    }

    public String name() {
        return file.name();
    }

    /** The number of items taken so far, which is the number of the current one, counted from 1. */
    public long items() {
        return items;
    }

    /** File, line and item, for messages. */
    public String where() {
        return "%s (item %d)".formatted(json.where(), items);
    }

    @Override
    public void close() {
        json.close();
    }
}
