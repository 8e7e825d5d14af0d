package dev.smoothie.pipeline.json;

import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * What a JSON text looks like.
 *
 * @param items
 *            outlines of its first objects: those that follow each other, those of a list, or the only one
 * @param isList
 *            whether it is one list
 * @param isAlone
 *            whether it is one value, as far as it can be read
 * @param spansLines
 *            whether one of the first objects is on several lines
 * @param broken
 *            why it could not be looked at any further
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public record JsonOutline(List<JsonNode> items, boolean isList, boolean isAlone,
        boolean spansLines, Optional<SmoothieException> broken) {
    /** How many objects are looked at. One alone could be the one with a mistake in it. */
    private static final int MOST_ITEMS = 8;

    public JsonOutline {
        items = List.copyOf(items);
    }

    /** Looks at what {@code json} reads. What is broken is left out; whoever reads it all has the message. */
    public static JsonOutline of(JsonCursor json) {
        var items = new ArrayList<JsonNode>();
        boolean list = false;
        boolean alone = true;
        boolean spans = false;
        Optional<SmoothieException> broken = Optional.empty();
        try {
            JsonToken token = json.next();
            list = token == JsonToken.START_ARRAY;
            if (list) {
                token = json.next();
            }
            while (token != null && token != JsonToken.END_ARRAY && items.size() < MOST_ITEMS) {
                alone = items.isEmpty();
                int line = json.line();
                add(items, json.outline());
                spans |= json.line() > line;
                token = json.next();
            }
        } catch (SmoothieException e) {
            broken = Optional.of(e);
            json.begun().ifPresent(part -> add(items, part));
            spans |= items.size() == 1 && json.line() > 1;
        }
        return new JsonOutline(items, list, alone, spans, broken);
    }

    private static void add(List<JsonNode> items, JsonNode item) {
        if (item.isObject()) {
            items.add(item);
        }
    }
}
