package dev.smoothie.pipeline.report;

import dev.smoothie.core.Belief;
import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Spending;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.reviews.ReviewEstimate;
import java.util.List;
import java.util.Optional;

/**
 * A ranking of the generators over a whole set, and how far it can be believed.
 *
 * @param estimate
 *            the errors and qualities over the whole set
 * @param generators
 *            names of the generators
 * @param belief
 *            how far the estimate can be believed
 * @param routing
 *            the routes of the samples; empty if none were routed
 * @param spending
 *            what the routes cost; empty if that is not known
 * @param labels
 *            what was learned from labels, which the ranking is then by; empty without labels
 * @param reviews
 *            what judges say, and how far each is believed; empty where the ranking is not by reviews
 * @param decision
 *            what to do with it; empty in a comparison with the truth
 */
public record Ranking(GlobalEstimate estimate, List<String> generators, Belief belief, Optional<Routing> routing,
        Optional<Spending> spending, Optional<LabelledRouting> labels, Optional<ReviewEstimate> reviews,
        Optional<Decision> decision) {

    public Ranking {
        generators = List.copyOf(generators);
    }

    /** A ranking whose reviews, if it has any, are those of its routes. */
    public Ranking(GlobalEstimate estimate, List<String> generators, Belief belief, Optional<Routing> routing,
            Optional<Spending> spending) {
        this(estimate, generators, belief, routing, spending, Optional.empty(), routing.flatMap(Routing::reviews),
                Optional.empty());
    }

    /** The same with what to do with it. */
    public Ranking deciding(Decision made) {
        return new Ranking(estimate, generators, belief, routing, spending, labels, reviews, Optional.of(made));
    }
}
