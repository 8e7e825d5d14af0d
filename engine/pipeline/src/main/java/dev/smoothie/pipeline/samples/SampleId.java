package dev.smoothie.pipeline.samples;

import java.util.Objects;

/**
 * The name of a sample. Ids in JSON are strings or numbers, and are written back as they were read. {@code "1"} and
 * {@code 1} name the same sample, so two ids are equal if their texts are.
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

    /** The id of a sample for which the file gives none: the number of its line, counted from 1. */
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
