package dev.smoothie.engine.data;

import tools.jackson.core.JsonToken;

/** One of the files that are read in lockstep: a JSON list, at the top level or under a key, item by item. One thread. */
final class JsonArrayFile implements AutoCloseable {
    private final InputFile file;
    private final JsonCursor json;
    private final boolean inObject;
    private boolean ended;
    private long items;

    private JsonArrayFile(InputFile file, JsonCursor json, boolean inObject) {
        this.file = file;
        this.json = json;
        this.inObject = inObject;
    }

    /** Opens a file that is a list. */
    static JsonArrayFile open(InputFile file) {
        JsonCursor json = JsonCursor.over(file.open());
        try {
            json.expect(JsonToken.START_ARRAY, "a JSON list");
            return new JsonArrayFile(file, json, false);
        } catch (RuntimeException e) {
            json.close();
            throw e;
        }
    }

    /** Opens a file that is an object, at the list under {@code key}. */
    static JsonArrayFile open(InputFile file, String key) {
        JsonCursor json = JsonCursor.over(file.open());
        try {
            json.expect(JsonToken.START_OBJECT, "a JSON object");
            for (String found = json.key(); found != null; found = json.key()) {
                if (found.equals(key)) {
                    json.expect(JsonToken.START_ARRAY, "a list for \"%s\"".formatted(key));
                    return new JsonArrayFile(file, json, true);
                }
                json.skip();
            }
            throw json.failure("no \"%s\" in the object".formatted(key));
        } catch (RuntimeException e) {
            json.close();
            throw e;
        }
    }

    /** Takes the first token of the next item; at the end of the list checks the rest of the file and returns false. */
    boolean nextItem() {
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
        if (inObject) {
            while (json.key() != null) {
                json.skip();
            }
        }
        json.expectEnd();
    }

    JsonCursor json() {
        return json;
    }

    String name() {
        return file.name();
    }

    /** Items taken so far; the number of the current one, counted from 1. */
    long items() {
        return items;
    }

    /** File, line and item, for messages. */
    String where() {
        return "%s (item %d)".formatted(json.where(), items);
    }

    @Override
    public void close() {
        json.close();
    }
}
