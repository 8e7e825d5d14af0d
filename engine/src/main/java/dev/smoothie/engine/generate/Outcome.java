package dev.smoothie.engine.generate;

import java.util.Objects;

/** What came of asking a generator for one output. */
public sealed interface Outcome {

    /**
     * It answered.
     *
     * @param text
     *            the output
     * @param inputTokens
     *            charged for the prompt
     * @param outputTokens
     *            charged for the answer
     * @param counted
     *            whether the provider counted the tokens; otherwise they are estimated
     * @param seconds
     *            from the request that was answered to its answer
     */
    record Answer(String text, long inputTokens, long outputTokens, boolean counted, double seconds)
            implements
                Outcome {
        public Answer {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * It failed for good: the same prompt is not asked again.
     *
     * @param reason
     *            for a person, free of secrets
     */
    record Failure(String reason) implements Outcome {}

    /**
     * It was not asked, or what came of it says nothing about the prompt: the next run asks.
     *
     * @param reason
     *            for a person, free of secrets
     */
    record Unasked(String reason) implements Outcome {}
}
