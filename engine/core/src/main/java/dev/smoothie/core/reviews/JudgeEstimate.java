package dev.smoothie.core.reviews;

import java.util.OptionalInt;

/**
 * How far one judge can be believed.
 *
 * @param name
 *            what it is called
 * @param reviews
 *            how many outputs it scored
 * @param deviation
 *            the standard deviation of its scores within a sample, in points of its scale; 0 if it gave all outputs of
 *            each sample the same score
 * @param error
 *            δ of its standardised views by the closed form, 0 for the truth itself; NaN where fewer than three judges can
 *            be compared
 * @param reliability
 *            the correlation of its scores within a sample with the truth, 0 to {@value JudgeErrors#MOST}; NaN where it is
 *            not known
 * @param weight
 *            its share of the combined scores where all judges scored, from 0 to 1
 * @param own
 *            the generator that it is; empty if it is none
 * @param preference
 *            what it gives its own outputs only because they are its own, in points of its scale, which was taken out;
 *            NaN where no other judge scored them
 * @param preferenceError
 *            the standard error of that
 */
public record JudgeEstimate(String name, long reviews, double deviation, double error, double reliability,
        double weight, OptionalInt own, double preference, double preferenceError) {}
