package dev.smoothie.pipeline;

import dev.smoothie.core.route.CostLimit;
import java.util.Optional;

/**
 * What a choice of a generator is by: its error alone, or its error and what it costs.
 *
 * @param limit
 *            of costs; empty if they decide nothing
 */
public record Preference(Optional<CostLimit> limit) {
    /** The smallest error. */
    public static final Preference BEST = new Preference(Optional.empty());

    /** The smallest {@code error + weight · cost}, where cost is money for 1000 inputs. */
    public static Preference weight(double weight) {
        return new Preference(Optional.of(new CostLimit.Weight(weight)));
    }

    /** As good as so much money for 1000 inputs allows, on average over inputs such as those that were fitted. */
    public static Preference budget(double perThousand) {
        return new Preference(Optional.of(new CostLimit.Budget(perThousand)));
    }
}
