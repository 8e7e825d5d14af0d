/**
 * Judges routes where the truth is known: contestants on the same samples, baselines that learn from labels, paired
 * bootstrap intervals, rank correlations, calibration. The truth is a matrix of scores here; the pipeline reads it.
 * Nothing here changes an estimate or a route.
 */
package dev.smoothie.core.evaluate;
