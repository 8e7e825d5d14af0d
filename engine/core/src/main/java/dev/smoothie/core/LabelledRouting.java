package dev.smoothie.core;

import dev.smoothie.core.labels.LabelFit;
import java.util.Optional;

/**
 * Routes by predicted scores, which were learned from a few labels.
 *
 * @param routing
 *            the routes. Its errors are distances of predicted scores from the highest score among the labels, and its
 *            qualities the predicted scores
 * @param fit
 *            what was learned
 * @param gain
 *            what the labels bring; empty if no labelled sample can tell
 */
public record LabelledRouting(Routing routing, LabelFit fit, Optional<Gain> gain) {

    /**
     * What labels bring over a method without them, on the labelled samples: each is routed without its own scores.
     * Where only some outputs of a sample are scored, both methods choose among these.
     *
     * @param method
     *            the method without labels
     * @param samples
     *            how many samples could be compared
     * @param with
     *            mean score of what is chosen with labels
     * @param without
     *            mean score of what the method chooses
     * @param standardError
     *            of the difference; NaN for a single sample
     */
    public record Gain(Method method, int samples, double with, double without, double standardError) {
        public double difference() {
            return with - without;
        }
    }
}
