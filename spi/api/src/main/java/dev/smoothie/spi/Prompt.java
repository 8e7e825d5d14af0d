package dev.smoothie.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * What a language model is asked.
 *
 * @param sample
 *            the id of the sample that it belongs to, for backends that look answers up; models are not told
 * @param text
 *            what the user says, the template filled in
 * @param system
 *            what the system says, where the generator has such a text
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
