package dev.smoothie.cli;

import dev.smoothie.engine.Belief;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.Spending;
import dev.smoothie.engine.estimate.Comparisons;
import dev.smoothie.engine.estimate.Comparisons.Ranks;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.route.Costs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The generators from the best to the worst, and how sure that is, as a table.
 *
 * @param estimate
 *            over the whole set
 * @param generators
 *            their names
 * @param belief
 *            how far the estimate can be believed
 * @param routing
 *            how samples were routed, where they were
 * @param spending
 *            what routes cost, where that is known
 */
record Ranking(GlobalEstimate estimate, List<String> generators, Belief belief, Optional<Routing> routing,
        Optional<Spending> spending) {

    List<String> table() {
        double[] quality = estimate.quality();
        Comparisons comparisons = belief.comparisons();
        Optional<Costs> costs = spending.filter(found -> found.limit().isPresent()).map(Spending::costs);
        var head = new ArrayList<>(List.of("generator", "quality", "error ± s.e.", "behind best", "rank", "samples"));
        costs.ifPresent(_ -> head.add("cost/1000"));
        routing.ifPresent(_ -> head.add("routed"));
        var table = new TextTable(head.toArray(String[]::new));
        int best = comparisons.ranking().getFirst();
        for (int g : comparisons.ranking()) {
            String error = number(estimate.error()[g]) + " ± " + number(estimate.standardError()[g]);
            String behind = g == best
                    ? ""
                    : number(comparisons.difference()[g][best]) + " ± " + number(comparisons.margin(g, best));
            var row = new ArrayList<>(List.of(generators.get(g), String.format(Locale.ROOT, "%.3f", quality[g]), error,
                    behind, ranks(comparisons.ranks(g)), Long.toString(estimate.samples()[g])));
            costs.ifPresent(known -> row.add(SpendingNotes.money(known.perThousand(g))));
            routing.ifPresent(routes -> row.add(share(routes, g)));
            table.add(row.toArray(String[]::new));
        }
        return table.lines();
    }

    private static String ranks(Ranks ranks) {
        return ranks.best() == ranks.worst()
                ? Integer.toString(ranks.best())
                : "%d-%d".formatted(ranks.best(), ranks.worst());
    }

    private static String share(Routing routing, int generator) {
        long count = routing.shares()[generator];
        return String.format(Locale.ROOT, "%d (%.1f %%)", count, 100.0 * count / routing.routes().length);
    }

    /** Four digits, or a dash for what cannot be known; what rounds to zero has no sign. */
    static String number(double value) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, "%.4f", Math.abs(value) < 0.5e-4 ? 0 : value);
    }
}
