package dev.smoothie.pipeline;

/**
 * What is expected of the generators for one input, before any is asked. The arrays must not be written to.
 *
 * @param errors
 *            of each generator, {@code [m]}; NaN where there is no estimate
 * @param quality
 *            that belongs to them, {@code [m]}
 * @param neighbors
 *            how many similar inputs it is based on; 0 where it is the same for all inputs
 */
public record Prediction(double[] errors, double[] quality, int neighbors) {}
