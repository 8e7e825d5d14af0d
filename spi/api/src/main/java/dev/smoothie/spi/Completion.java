package dev.smoothie.spi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The answer of a language model, with the tokens that it costs.
 *
 * @param text
 *            the answer, possibly empty
 * @param inputTokens
 *            tokens that the provider charges for the prompt; empty if it does not say
 * @param outputTokens
 *            tokens that the provider charges for the answer, reasoning included; empty if it does not say
 */
public record Completion(String text, OptionalLong inputTokens, OptionalLong outputTokens) {

    public Completion {
        Objects.requireNonNull(text, "text");
        if (inputTokens.orElse(0) < 0 || outputTokens.orElse(0) < 0) {
            throw new IllegalArgumentException("tokens must not be negative: %s in, %s out".formatted(inputTokens,
                    outputTokens));
        }
    }

    /** An answer whose tokens nobody counted. */
    public static Completion of(String text) {
        return new Completion(text, OptionalLong.empty(), OptionalLong.empty());
    }

    /** An answer with the tokens that the provider charges. */
    public static Completion of(String text, long inputTokens, long outputTokens) {
        return new Completion(text, OptionalLong.of(inputTokens), OptionalLong.of(outputTokens));
    }
}
