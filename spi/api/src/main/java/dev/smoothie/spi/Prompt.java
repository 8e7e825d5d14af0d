package dev.smoothie.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * The text that a language model is asked.
 *
 * @param sample
 *            the id of the sample that it belongs to, for plugins that look answers up; models are not told it
 * @param text
 *            the text that the user says, with the template filled in
 * @param system
 *            the text that the system says, if the generator has one
 */
public record Prompt(String sample, String text, Optional<String> system) {

    public Prompt {
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(system, "system");
    }

    /** A prompt without a system text. */
    public static Prompt of(String sample, String text) {
        return new Prompt(sample, text, Optional.empty());
    }
}
