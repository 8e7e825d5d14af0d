package dev.smoothie.engine.embed;

import java.time.Duration;

/**
 * What embedding a dataset took.
 *
 * @param texts
 *            inputs and outputs that were wanted
 * @param distinct
 *            how many of them differ and so were embedded
 * @param tokens
 *            tokens that the model read, 0 where the embedder counts none
 * @param truncated
 *            distinct texts that were cut to the model's limit
 * @param outputsNotFound
 *            outputs in which the view found nothing; they are embedded as empty strings
 * @param samplesNotFound
 *            samples with such an output
 * @param elapsed
 *            wall time from the first text read to the last vector written
 */
public record EmbeddingReport(long texts, long distinct, long tokens, long truncated, long outputsNotFound,
        long samplesNotFound, Duration elapsed) {

    /** Tokens per second. */
    public double rate() {
        return tokens / Math.max(1e-9, elapsed.toNanos() * 1e-9);
    }
}
