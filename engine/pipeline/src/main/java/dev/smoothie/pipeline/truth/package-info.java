/**
 * The truth of a set: read from its scores, or computed from its references by a metric. Comparing methods with it is
 * done in the core.
 */
package dev.smoothie.pipeline.truth;
