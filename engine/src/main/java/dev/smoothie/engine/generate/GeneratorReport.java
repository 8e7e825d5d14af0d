package dev.smoothie.engine.generate;

import java.util.Optional;

/**
 * What came of a generator in a run.
 *
 * @param name
 *            of the generator
 * @param done
 *            outputs, those of earlier runs included
 * @param failed
 *            outputs that failed for good, likewise
 * @param unasked
 *            outputs that were wanted and that nobody was asked for in the end
 * @param recalled
 *            of the outputs and failures, those of earlier runs
 * @param stale
 *            outcomes of earlier runs that do not count because the generator has changed
 * @param requests
 *            made in this run, repeated ones included
 * @param inputTokens
 *            of all outputs
 * @param outputTokens
 *            of all outputs
 * @param counted
 *            whether providers counted all of these tokens; otherwise some are estimated
 * @param cost
 *            of all outputs; empty without a price
 * @param latency
 *            seconds of all outputs at some percentiles; empty where there are none
 * @param problem
 *            why the first output that is missing is, where one is
 * @param givenUp
 *            why it was asked no more, where that is so
 */
public record GeneratorReport(String name, long done, long failed, long unasked, long recalled, long stale,
        long requests, long inputTokens, long outputTokens, boolean counted, Optional<Double> cost,
        Optional<Latency> latency, Optional<String> problem,
        Optional<String> givenUp) {

    /**
     * Percentiles of seconds from request to answer.
     *
     * @param p50
     *            half are faster
     * @param p95
     *            95 of 100 are at least as fast
     * @param p99
     *            99 of 100 are at least as fast
     */
    public record Latency(double p50, double p95, double p99) {}
}
