package dev.smoothie.core;

import dev.smoothie.core.estimate.GlobalEstimate;
import java.util.List;

/**
 * How good the generators are over a whole set.
 *
 * @param global
 *            the estimate, with standard errors
 * @param decisions
 *            what the backend decided on the way, one line each
 */
public record Scoring(GlobalEstimate global, List<String> decisions) {

    public Scoring {
        decisions = List.copyOf(decisions);
    }
}
