package dev.smoothie.pipeline;

/**
 * Which of several outputs for one input is best. The array must not be written to.
 *
 * @param best
 *            index of its generator; -1 if there is no output
 * @param errors
 *            of each output, {@code [m]}; NaN where there is none, or it says nothing
 */
public record Judged(int best, double[] errors) {}
