package dev.smoothie.cli;

import dev.smoothie.engine.Spending;
import dev.smoothie.engine.route.CostLimit;
import dev.smoothie.engine.route.Costs;
import dev.smoothie.engine.route.Frontier.Point;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What routes cost, in a line for a person. */
final class SpendingNotes {
    private SpendingNotes() {}

    /** The line; empty where no cost is known. */
    static Optional<String> line(Costs costs, Optional<Spending> spending, List<String> generators) {
        if (spending.isPresent()) {
            return Optional.of("cost: " + told(spending.get(), generators));
        }
        return costs.known() == 0
                ? Optional.empty()
                : Optional
                        .of("cost: known of %d of %d generators, so that of the routes is not".formatted(costs.known(),
                                generators.size()));
    }

    private static String told(Spending spending, List<String> generators) {
        Point chosen = spending.chosen();
        String line = "%s per 1000 inputs%s".formatted(money(chosen.cost()), share(spending, generators))
                + (spending.costs().areEstimates() ? ", estimated from prices" : "");
        if (spending.limit().isEmpty()) {
            return line;
        }
        Point free = spending.frontier().points().getFirst();
        return line + ", at an estimated error of %s rather than %s (%s, for %s)".formatted(
                Ranking.number(chosen.error()), Ranking.number(free.error()),
                switch (spending.limit().orElseThrow()) {
                    case CostLimit.Budget _ -> "without the budget";
                    case CostLimit.Weight _ -> "without the weight";
                }, money(free.cost()));
    }

    /** Beside the generator that is first in the ranking. */
    private static String share(Spending spending, List<String> generators) {
        int best = spending.routing().global().ranking().getFirst();
        double single = spending.costs().perThousand(best);
        return single > 0
                ? String.format(Locale.ROOT, ", %.1f %% of the best single generator's (%s, %s)",
                        100 * spending.chosen().cost() / single, generators.get(best), money(single))
                : "";
    }

    /** Three digits at least: costs may be of any size. A dash for what is not known. */
    static String money(double amount) {
        if (Double.isNaN(amount)) {
            return "-";
        }
        return Math.abs(amount) >= 100
                ? String.format(Locale.ROOT, "%.0f", amount)
                : new BigDecimal(amount).round(new MathContext(3)).toPlainString();
    }
}
