package dev.smoothie.core.labels;

import dev.smoothie.core.estimate.Errors;

/**
 * What is known of every output without labels, before it is made comparable.
 *
 * @param name
 *            for people
 * @param values
 *            a number for each output of a sample; NaN where there is none
 */
public record Feature(String name, Errors values) {}
