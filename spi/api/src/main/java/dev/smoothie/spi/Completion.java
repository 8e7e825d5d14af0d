package dev.smoothie.spi;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer of a language model, with the tokens that it costs.
 *
 * @param text
 *            the answer, without the model's reasoning; one that is blank is no output
 * @param inputTokens
 *            tokens that the provider charges for the prompt; empty if it does not say
 * @param outputTokens
 *            tokens that the provider charges for the answer, reasoning included; empty if it does not say
 * @param reasoning
 *            what the model thought before it answered; empty if it does not show that
 */
public record Completion(String text, OptionalLong inputTokens, OptionalLong outputTokens,
        Optional<String> reasoning) {

    public Completion {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(reasoning, "reasoning");
        if (inputTokens.orElse(0) < 0 || outputTokens.orElse(0) < 0) {
            throw new IllegalArgumentException("tokens must not be negative: %s in, %s out".formatted(inputTokens,
                    outputTokens));
        }
    }

    /** An answer of a model that does not show its reasoning. */
    public Completion(String text, OptionalLong inputTokens, OptionalLong outputTokens) {
        this(text, inputTokens, outputTokens, Optional.empty());
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
