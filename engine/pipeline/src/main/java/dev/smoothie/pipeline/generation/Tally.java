package dev.smoothie.pipeline.generation;

import java.util.Arrays;
import java.util.Optional;

/** Counts the outcomes of one generator, their tokens and their cost. Any number of threads may use it. */
final class Tally {
    private final Generator generator;
    private long done;
    private long failed;
    private long unasked;
    private long recalled;
    private long inputTokens;
    private long outputTokens;
    private boolean counted = true;
    private String problem;
    private double[] seconds = new double[64];

    Tally(Generator generator) {
        this.generator = generator;
    }

    /**
     * Counts an outcome; {@code earlier} says whether it is from an earlier run. Returns what it cost, 0 if there is no
     * price.
     */
    synchronized double add(Outcome outcome, boolean earlier) {
        recalled += earlier ? 1 : 0;
        switch (outcome) {
            case Outcome.Answer answer -> {
                if (done == seconds.length) {
                    seconds = Arrays.copyOf(seconds, 2 * seconds.length);
                }
                seconds[(int) done++] = answer.seconds();
                return pay(answer);
            }
            case Outcome.Unusable(Outcome.Answer answer, String reason) -> {
                failed++;
                problem = problem == null ? reason : problem;
                return pay(answer);
            }
            case Outcome.Failure(String reason) -> {
                failed++;
                problem = problem == null ? reason : problem;
            }
            case Outcome.Unasked(String reason) -> {
                unasked++;
                problem = problem == null ? reason : problem;
            }
        }
        return 0;
    }

    private double pay(Outcome.Answer answer) {
        inputTokens += answer.inputTokens();
        outputTokens += answer.outputTokens();
        counted &= answer.counted();
        return generator.spec().price().map(price -> price.of(answer.inputTokens(), answer.outputTokens()))
                .orElse(0.0);
    }

    synchronized GeneratorReport report(Caller caller, long stale) {
        return new GeneratorReport(generator.spec().name(), done, failed, unasked, recalled, stale, caller.requests(),
                inputTokens, outputTokens, counted,
                generator.spec().price().map(price -> price.of(inputTokens, outputTokens)), latency(),
                Optional.ofNullable(problem), caller.givenUp());
    }

    private Optional<GeneratorReport.Latency> latency() {
        if (done == 0) {
            return Optional.empty();
        }
        double[] sorted = Arrays.copyOf(seconds, (int) done);
        Arrays.sort(sorted);
        return Optional.of(new GeneratorReport.Latency(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99)));
    }

    /** The quantile by nearest rank: the smallest number that at least this share of the numbers do not exceed. */
    private static double at(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
