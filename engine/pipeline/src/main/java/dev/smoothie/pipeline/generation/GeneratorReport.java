package dev.smoothie.pipeline.generation;

import java.util.Optional;

/**
 * How many outputs a generator gave in a run, why others are missing, and what they cost.
 *
 * @param name
 *            of the generator
 * @param done
 *            number of outputs, including those of earlier runs
 * @param failed
 *            number of outputs that failed for good, including those of earlier runs
 * @param unasked
 *            number of outputs that were wanted but in the end not asked for
 * @param recalled
 *            how many of the outputs and failures are from earlier runs
 * @param stale
 *            number of outcomes of earlier runs that do not count, because the generator has changed
 * @param requests
 *            number of requests in this run, including repeated ones
 * @param inputTokens
 *            tokens of the prompts of all outputs
 * @param outputTokens
 *            tokens of all outputs
 * @param counted
 *            whether providers counted all of these tokens; otherwise some are estimated
 * @param cost
 *            of all outputs; empty if there is no price
 * @param latency
 *            how many seconds the outputs took, at some percentiles; empty if there are no outputs
 * @param problem
 *            why an output is missing: the reason of the first one; empty if none is missing
 * @param givenUp
 *            why the generator was given up; empty if it was not
 */
public record GeneratorReport(String name, long done, long failed, long unasked, long recalled, long stale,
        long requests, long inputTokens, long outputTokens, boolean counted, Optional<Double> cost,
        Optional<Latency> latency, Optional<String> problem,
        Optional<String> givenUp) {

    /**
     * Percentiles of the seconds from the request to its answer.
     *
     * @param p50
     *            half of the answers took no longer
     * @param p95
     *            95 of 100 answers took no longer
     * @param p99
     *            99 of 100 answers took no longer
     */
    public record Latency(double p50, double p95, double p99) {}
}
