package dev.smoothie.cli.printing;

import dev.smoothie.core.Spending;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Frontier.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says in one line what routes cost. */
public final class SpendingNotes {
    /** Between these an amount is written without a power of ten. */
    private static final double LEAST = 1e-6;
    private static final double MOST = 1e12;

    private SpendingNotes() {}

    /** The line; empty if no costs are known. */
    public static Optional<String> line(Costs costs, Optional<Spending> spending, List<String> generators) {
        if (spending.isPresent()) {
            return Optional.of("cost: " + told(spending.get(), generators));
        }
        return costs.known() == 0
                ? Optional.empty()
                : Optional
                        .of("cost: known for only %d of %d generators, so the cost of the routes is not known"
                                .formatted(costs.known(),
                                        generators.size()));
    }

    private static String told(Spending spending, List<String> generators) {
        Point chosen = spending.chosen();
        String line = "%s for 1000 inputs%s".formatted(money(chosen.cost()), share(spending, generators))
                + (spending.costs().areEstimates() ? ", estimated from prices" : "");
        if (spending.limit().isEmpty()) {
            return line;
        }
        Point free = spending.frontier().points().getFirst();
        Figures errors = Figures.of(RankingTable.ERROR, chosen.error(), free.error());
        return line + "; the estimated error is %s, and would be %s %s, for a cost of %s".formatted(
                errors.number(chosen.error()), errors.number(free.error()),
                switch (spending.limit().orElseThrow()) {
                    case CostLimit.Budget _ -> "without the budget";
                    case CostLimit.Weight _ -> "without the weight";
                }, money(free.cost()));
    }

    /** The costs in relation to those of the generator that is first in the ranking. */
    private static String share(Spending spending, List<String> generators) {
        int best = spending.routing().global().ranking().getFirst();
        double single = spending.costs().perThousand(best);
        return single > 0
                ? String.format(Locale.ROOT, ", which is %.1f %% of what the best single generator costs (%s, %s)",
                        100 * spending.chosen().cost() / single, generators.get(best), money(single))
                : "";
    }

    /** An amount with at least three digits, because costs may be of any size. A dash if it is not known. */
    static String money(double amount) {
        if (Double.isNaN(amount)) {
            return "-";
        }
        if (amount != 0 && (Math.abs(amount) >= MOST || Math.abs(amount) < LEAST)) {
            return Figures.of(0, amount).number(amount);
        }
        return Math.abs(amount) >= 100
                ? String.format(Locale.ROOT, "%.0f", amount)
                : new BigDecimal(amount).round(new MathContext(3)).toPlainString();
    }
}
