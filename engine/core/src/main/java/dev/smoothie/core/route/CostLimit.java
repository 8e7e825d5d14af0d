package dev.smoothie.core.route;

/** A limit of cost under which to route: a weight of money, or a budget. */
public sealed interface CostLimit {

    /** What it is, for a person: {@code a budget of 1.5 for 1000 inputs}, {@code a cost weight of 0.2}. */
    default String label() {
        return switch (this) {
            case Weight(double weight) -> "a cost weight of " + TradeOff.digits(weight);
            case Budget(double budget) -> "a budget of %s for 1000 inputs".formatted(TradeOff.digits(budget));
        };
    }

    /**
     * A price of error: so much error is worth so much money.
     *
     * @param weight
     *            W of {@code δ + W · cost}, the cost being money for 1000 inputs: error per money; finite, at least 0,
     *            and at 0 money does not count
     */
    record Weight(double weight) implements CostLimit {
        public Weight {
            requireAmount("weight", weight);
        }
    }

    /**
     * A budget: so much may be spent, in the mean over the samples.
     *
     * @param perThousand
     *            money for 1000 inputs; finite, at least 0
     */
    record Budget(double perThousand) implements CostLimit {
        public Budget {
            requireAmount("budget", perThousand);
        }
    }

    private static void requireAmount(String what, double amount) {
        if (!(amount >= 0 && Double.isFinite(amount))) {
            throw new IllegalArgumentException(
                    "a %s must be a finite number of at least 0, got %s".formatted(what, amount));
        }
    }
}
