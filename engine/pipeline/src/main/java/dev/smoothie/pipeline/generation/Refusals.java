package dev.smoothie.pipeline.generation;

import dev.smoothie.spi.LanguageModelException;
import java.util.Optional;

/**
 * Tells refusals that are about the generator from those that are about one prompt. Any number of threads may use it.
 */
final class Refusals {
    /** After so many denials in a row the generator is given up: they are not about single prompts. */
    private static final int DENIALS = 3;
    /** So many requests refused in the same words, and none ever answered: no prompt will be. */
    private static final int SAME_WORDS = 5;

    private int denials;
    private int same;
    private String words = "";
    private boolean answered;

    /** The model answered, or refused a prompt for what that says. */
    synchronized void answered() {
        denials = 0;
        same = 0;
        answered = true;
    }

    /**
     * Counts a refusal.
     *
     * @return why the generator is to be given up; empty if it is not
     */
    synchronized Optional<String> refused(LanguageModelException.Kind kind, String reason) {
        if (kind == LanguageModelException.Kind.DENIED) {
            denials++;
            return denials >= DENIALS ? Optional.of("the provider refuses: " + reason) : Optional.empty();
        }
        // Without the numbers that requests are given.
        String now = reason.replaceAll("\\S*[0-9]\\S*", "#");
        same = now.equals(words) ? same + 1 : 1;
        words = now;
        return same >= SAME_WORDS && !answered
                ? Optional.of("the first %d requests were refused in the same words: %s".formatted(same, reason))
                : Optional.empty();
    }
}
