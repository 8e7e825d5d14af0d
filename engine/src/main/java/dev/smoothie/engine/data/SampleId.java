package dev.smoothie.engine.data;

import java.util.Objects;

/**
 * What a sample is called. JSON ids are strings or numbers and are written back as they came; {@code "1"} and {@code 1}
 * name the same sample, so equality is that of the text.
 *
 * @param text
 *            the id as it stands in the file: a string's text, or a number's digits
 * @param number
 *            whether it is a JSON number
 */
public record SampleId(String text, boolean number) {

    public SampleId {
        Objects.requireNonNull(text, "text");
    }

    /** The id of a sample that has none: its line, counted from 1. */
    public static SampleId of(long line) {
        return new SampleId(Long.toString(line), true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampleId id && text.equals(id.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
