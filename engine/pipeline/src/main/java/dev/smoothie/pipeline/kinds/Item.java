package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An object in a file, whose values are taken by their types: a value that is not there, or null, is empty, and one of
 * another type is an error with file, line, key, what was expected and what was found.
 *
 * @param json
 *            the object
 * @param where
 *            file and line or item
 * @param path
 *            the keys that lead to it from the item, each followed by a full stop; empty for the item itself
 */
record Item(JsonNode json, String where, String path) {

    static Item of(JsonNode json, String where) {
        return new Item(json, where, "");
    }

    boolean has(String key) {
        return json.has(key);
    }

    /** The value; null if there is none or it is null. */
    private JsonNode value(String key) {
        JsonNode value = json.get(key);
        return value == null || value.isNull() ? null : value;
    }

    Optional<String> text(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw unexpected(key, "a string");
        }
        return Optional.of(value.stringValue());
    }

    /** The first of the keys that has a text. */
    Optional<String> firstText(String... keys) {
        for (String key : keys) {
            Optional<String> text = text(key);
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    /** A text that must be there. */
    String requiredText(String key) {
        return text(key).orElseThrow(() -> missing(key, "a string"));
    }

    /** A text or a number, by which the item is named. */
    Optional<SampleId> id(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isString()) {
            return Optional.of(new SampleId(value.stringValue(), false));
        }
        if (value.isNumber()) {
            return Optional.of(new SampleId(value.asString(), true));
        }
        throw unexpected(key, "a string or a number");
    }

    SampleId requiredId(String key) {
        return id(key).orElseThrow(() -> missing(key, "a string or a number"));
    }

    /** A number, or true for 1 and false for 0. Empty too if it is no finite number. */
    OptionalDouble number(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value.isBoolean()) {
            return OptionalDouble.of(value.booleanValue() ? 1 : 0);
        }
        if (!value.isNumber()) {
            throw unexpected(key, "a number");
        }
        double number = value.doubleValue();
        return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    Optional<Item> object(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw unexpected(key, "an object");
        }
        return Optional.of(new Item(value, where, path + key + "."));
    }

    Item requiredObject(String key) {
        return object(key).orElseThrow(() -> missing(key, "an object"));
    }

    /** The values of a list; none if it is not there. */
    List<JsonNode> list(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw unexpected(key, "a list");
        }
        return List.copyOf(value.values());
    }

    List<JsonNode> requiredList(String key) {
        if (value(key) == null) {
            throw missing(key, "a list");
        }
        return list(key);
    }

    /** The objects of a list. */
    List<Item> objects(String key) {
        var objects = new ArrayList<Item>();
        for (JsonNode value : list(key)) {
            if (!value.isObject()) {
                throw new JsonValues(value, "an item of \"%s%s\"".formatted(path, key), where).unexpected("an object");
            }
            objects.add(new Item(value, where, path + key + "."));
        }
        return objects;
    }

    List<Item> requiredObjects(String key) {
        requiredList(key);
        return objects(key);
    }

    /** A text, or a list of texts: some formats write a list of one as the text itself. Nulls in the list stay. */
    List<String> texts(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(value.stringValue());
        }
        if (!value.isArray()) {
            throw unexpected(key, "a string or a list of strings");
        }
        var texts = new ArrayList<String>();
        for (JsonNode text : value.values()) {
            if (!text.isString() && !text.isNull()) {
                throw new JsonValues(text, "an item of \"%s%s\"".formatted(path, key), where).unexpected("a string");
            }
            texts.add(text.isNull() ? null : text.stringValue());
        }
        return texts;
    }

    Set<Map.Entry<String, JsonNode>> properties() {
        return json.properties();
    }

    SmoothieException missing(String key, String expected) {
        return failure("no \"%s%s\"; expected %s there, found the keys %s".formatted(path, key, expected,
                String.join(", ", json.propertyNames())));
    }

    SmoothieException unexpected(String key, String expected) {
        return new JsonValues(json.get(key), "\"%s%s\"".formatted(path, key), where).unexpected(expected);
    }

    SmoothieException failure(String what) {
        return new SmoothieException("%s: %s".formatted(where, what));
    }
}
