package dev.smoothie.pipeline.json;

import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value of a JSON tree, taken as what it should be. Every method throws a {@link SmoothieException} that says what was
 * expected and what was found.
 *
 * @param value
 *            the value
 * @param what
 *            what it is, for messages: {@code "input"} in quotes, the score of "a"
 * @param where
 *            file and line or item
 */
@SuppressWarnings("exports") // Jackson is used between the packages of this module only
public record JsonValues(JsonNode value, String what, String where) {

    /** An object. */
    public ObjectNode object() {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw unexpected("an object");
    }

    /** A string; empty for null. */
    public Optional<String> optionalText() {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (value.isString()) {
            return Optional.of(value.stringValue());
        }
        throw unexpected("a string or null");
    }

    /** A string, number or truth value, as it is written; empty for null. */
    public Optional<String> scalar() {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (value.isValueNode()) {
            return Optional.of(value.asString());
        }
        throw unexpected("a string or a number");
    }

    /** Strings or numbers: one, or a list; none for null. */
    public List<String> texts() {
        var texts = new ArrayList<String>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            new JsonValues(item, what, where).scalar().ifPresent(texts::add);
        }
        return texts;
    }

    /** The id of a sample: a string or a number; empty for null. */
    public Optional<SampleId> id() {
        if (value.isString()) {
            return Optional.of(new SampleId(value.stringValue(), false));
        }
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            return Optional.of(new SampleId(value.asString(), true));
        }
        if (value.isNull()) {
            return Optional.empty();
        }
        throw unexpected("a string or a number");
    }

    /** Outputs: a string or null, or a list of them. */
    public List<String> repeats() {
        var repeats = new ArrayList<String>();
        (value.isArray() ? value : List.of(value))
                .forEach(item -> repeats.add(new JsonValues(item, what, where).optionalText().orElse(null)));
        if (repeats.isEmpty()) {
            throw new SmoothieException(
                    "%s: an empty list as %s; write null for a missing output".formatted(where, what));
        }
        return repeats;
    }

    /** Finite numbers: one, or a list; none for null. True and false are 1 and 0. */
    public List<Double> numbers() {
        var numbers = new ArrayList<Double>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (item.isNull()) {
                continue;
            }
            if (item.isBoolean()) {
                numbers.add(item.booleanValue() ? 1.0 : 0.0);
            } else if (item.isNumber() && Double.isFinite(item.doubleValue())) {
                numbers.add(item.doubleValue());
            } else {
                throw new JsonValues(item, what, where).unexpected("a finite number, true, false or null");
            }
        }
        return numbers;
    }

    /** A finite number of at least 0; empty for null. */
    public OptionalDouble amount() {
        if (value.isNull()) {
            return OptionalDouble.empty();
        }
        if (value.isNumber() && value.doubleValue() >= 0 && Double.isFinite(value.doubleValue())) {
            return OptionalDouble.of(value.doubleValue());
        }
        throw unexpected("a number of at least 0 or null");
    }

    /** A failure "expected …, found …". */
    public SmoothieException unexpected(String expected) {
        return new SmoothieException("%s: expected %s as %s, found %s".formatted(where, expected, what,
                JsonCursor.excerpt(value.isObject() ? "an object" : value.isArray() ? "a list" : value.toString())));
    }
}
