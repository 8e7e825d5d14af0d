package dev.smoothie.cli;

import dev.smoothie.engine.Belief;
import dev.smoothie.engine.Routing;
import dev.smoothie.engine.estimate.Comparisons;
import dev.smoothie.engine.estimate.Comparisons.Ranks;
import dev.smoothie.engine.estimate.GlobalEstimate;
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
 */
record Ranking(GlobalEstimate estimate, List<String> generators, Belief belief, Optional<Routing> routing) {

    List<String> table() {
        double[] quality = estimate.quality();
        Comparisons comparisons = belief.comparisons();
        var table = routing.isPresent()
                ? new TextTable("generator", "quality", "error ± s.e.", "behind best", "rank", "samples", "routed")
                : new TextTable("generator", "quality", "error ± s.e.", "behind best", "rank", "samples");
        int best = comparisons.ranking().getFirst();
        for (int g : comparisons.ranking()) {
            String error = number(estimate.error()[g]) + " ± " + number(estimate.standardError()[g]);
            String behind = g == best
                    ? ""
                    : number(comparisons.difference()[g][best]) + " ± " + number(comparisons.margin(g, best));
            String samples = Long.toString(estimate.samples()[g]);
            if (routing.isPresent()) {
                table.add(generators.get(g), String.format(Locale.ROOT, "%.3f", quality[g]), error, behind,
                        ranks(comparisons.ranks(g)),
                        samples, share(routing.get(), g));
            } else {
                table.add(generators.get(g), String.format(Locale.ROOT, "%.3f", quality[g]), error, behind,
                        ranks(comparisons.ranks(g)),
                        samples);
            }
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
