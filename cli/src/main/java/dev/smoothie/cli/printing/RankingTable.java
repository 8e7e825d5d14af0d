package dev.smoothie.cli.printing;

import dev.smoothie.core.Routing;
import dev.smoothie.core.Spending;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.Comparisons.Ranks;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.report.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Prints a ranking as a table: the generators from the best to the worst, and how certain that order is.
 *
 * @param ranking
 *            what to print
 */
public record RankingTable(Ranking ranking) {
    /** Decimals of qualities and of errors. */
    static final int QUALITY = 3;
    static final int ERROR = 4;

    /** The lines of the table. */
    public List<String> lines() {
        double[] quality = ranking.estimate().quality();
        Comparisons comparisons = ranking.belief().comparisons();
        Optional<Costs> costs = ranking.spending().filter(found -> found.limit().isPresent()).map(Spending::costs);
        var head = new ArrayList<>(List.of("generator", "quality", "error ± s.e.", "behind best", "rank", "samples"));
        costs.ifPresent(_ -> head.add("cost/1000"));
        ranking.routing().ifPresent(_ -> head.add("routed"));
        var table = new TextTable(head.toArray(String[]::new));
        int best = comparisons.ranking().getFirst();
        Figures qualities = Figures.of(QUALITY, quality);
        Figures errors = Figures.of(ERROR, ranking.estimate().error(), ranking.estimate().standardError());
        for (int g : comparisons.ranking()) {
            String error = errors.withError(ranking.estimate().error()[g], ranking.estimate().standardError()[g]);
            String behind = g == best
                    ? ""
                    : errors.withError(comparisons.difference()[g][best], comparisons.margin(g, best));
            var row = new ArrayList<>(
                    List.of(ranking.generators().get(g), qualities.number(quality[g]), error,
                            behind, ranks(comparisons.ranks(g)), Long.toString(ranking.estimate().samples()[g])));
            costs.ifPresent(known -> row.add(SpendingNotes.money(known.perThousand(g))));
            ranking.routing().ifPresent(routes -> row.add(share(routes, g)));
            table.add(row.toArray(String[]::new));
        }
        var lines = new ArrayList<>(table.lines());
        if (ranking.reviews().isPresent()) {
            lines.add(
                    "quality: the share of outputs that are worse than one of this generator, as the judges tell; error: that are better");
        } else if (ranking.estimate().probability()) {
            lines.add(
                    "quality: the probability that an output of this generator is right, as the votes tell; error: that it is wrong");
        }
        ranking.labels().ifPresent(labels -> lines.addAll(new LabelNotes(labels).lines()));
        return lines;
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
}
