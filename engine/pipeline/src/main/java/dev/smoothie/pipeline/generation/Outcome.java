package dev.smoothie.pipeline.generation;

import java.util.Objects;
import java.util.Optional;

/** The outcome of asking a generator for one output: an answer, a failure, or that it was not asked. */
public sealed interface Outcome {

    /** Why there is no use in it, for a person to read; empty for an answer. */
    default Optional<String> missing() {
        return switch (this) {
            case Answer _ -> Optional.empty();
            case Unusable(Answer _, String reason) -> Optional.of(reason);
            case Failure(String reason) -> Optional.of(reason);
            case Unasked(String reason) -> Optional.of("not asked: " + reason);
        };
    }

    /** What the generator said and charges for, even if there is no use in it; empty if it said nothing. */
    default Optional<Answer> said() {
        return switch (this) {
            case Answer answer -> Optional.of(answer);
            case Unusable(Answer answer, String _) -> Optional.of(answer);
            case Failure _,Unasked _ -> Optional.empty();
        };
    }

    /**
     * The generator answered.
     *
     * @param text
     *            the output
     * @param inputTokens
     *            tokens that are charged for the prompt
     * @param outputTokens
     *            tokens that are charged for the answer
     * @param counted
     *            whether the provider counted the tokens; otherwise they are estimated
     * @param seconds
     *            how long the request that was answered took
     * @param reasoning
     *            what the model thought before it answered, if it shows that
     */
    record Answer(String text, long inputTokens, long outputTokens, boolean counted, double seconds,
            Optional<String> reasoning)
            implements
                Outcome {
        public Answer {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(reasoning, "reasoning");
        }

        /** An answer without reasoning. */
        public Answer(String text, long inputTokens, long outputTokens, boolean counted, double seconds) {
            this(text, inputTokens, outputTokens, counted, seconds, Optional.empty());
        }
    }

    /**
     * The generator answered, and must be paid, but its answer is not what was asked for.
     *
     * @param answer
     *            what it said
     * @param reason
     *            why that is of no use, for a person to read
     */
    record Unusable(Answer answer, String reason) implements Outcome {}

    /**
     * The output failed for good: the same prompt is not asked again.
     *
     * @param reason
     *            for a person to read, without secrets
     */
    record Failure(String reason) implements Outcome {}

    /**
     * The generator was not asked, or its refusal says nothing about the prompt. The next run asks again.
     *
     * @param reason
     *            for a person to read, without secrets
     */
    record Unasked(String reason) implements Outcome {}
}
