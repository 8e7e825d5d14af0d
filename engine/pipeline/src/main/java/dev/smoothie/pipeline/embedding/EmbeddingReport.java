package dev.smoothie.pipeline.embedding;

import java.time.Duration;

/**
 * What embedding a dataset did, and how long it took.
 *
 * @param embedder
 *            the model, and where it ran if not on the processor
 * @param texts
 *            number of inputs and outputs to embed
 * @param distinct
 *            how many of them differ from each other
 * @param known
 *            how many of these had been embedded by an earlier run that kept their vectors; only the others were embedded
 * @param tokens
 *            tokens that the model read in this run, 0 if the embedder counts none
 * @param truncated
 *            distinct texts that were cut to the model's limit
 * @param outputsNotFound
 *            outputs in which the view did not find what it looks for; they are embedded as empty strings
 * @param samplesNotFound
 *            samples with such an output
 * @param elapsed
 *            wall time from the first text read to the last vector written
 */
public record EmbeddingReport(String embedder, long texts, long distinct, long known, long tokens, long truncated,
        long outputsNotFound,
        long samplesNotFound, Duration elapsed) {

    /** Tokens per second. */
    public double rate() {
        return tokens / Math.max(1e-9, elapsed.toNanos() * 1e-9);
    }
}
