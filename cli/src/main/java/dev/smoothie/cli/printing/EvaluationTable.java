package dev.smoothie.cli.printing;

import dev.smoothie.core.estimate.Quality;
import dev.smoothie.core.evaluate.Agreement;
import dev.smoothie.core.evaluate.Contest;
import dev.smoothie.core.evaluate.PairedBootstrap.Interval;
import dev.smoothie.core.evaluate.RankCorrelation;
import dev.smoothie.core.evaluate.Result;
import dev.smoothie.core.evaluate.Result.Gap;
import dev.smoothie.pipeline.report.EvaluationData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Prints an evaluation as tables.
 *
 * @param found
 *            what to print
 */
public record EvaluationTable(EvaluationData found) {

    private static final int AFTER_SCORE = 3;

    /** The lines: first methods, then generators, then how far the two orders of generators agree. */
    public List<String> lines() {
        var lines = new ArrayList<String>(methods().lines());
        found.leftOut().ifPresent(lines::add);
        lines.add("");
        lines.addAll(generators().lines());
        lines.add("");
        lines.addAll(agreements().lines());
        found.curve().ifPresent(curve -> {
            lines.add("");
            lines.addAll(new LearningCurveTable(curve).lines());
        });
        return lines;
    }

    private TextTable methods() {
        Figures scores = Figures.of(RankingTable.ERROR, found.evaluation().results().stream()
                .mapToDouble(Result::score).toArray());
        String peer = found.evaluation().result(Contest.ORACLE).toPeer().map(Gap::other).orElse("-");
        var head = new ArrayList<>(
                List.of("method", "score (%s)".formatted(found.truth()), "95 %", "- best peer", "95 %",
                        "- best single", "95 %"));
        head.addAll(AFTER_SCORE, cost("cost/1000"));
        var table = new TextTable(head.toArray(String[]::new));
        for (Result result : found.evaluation().results()) {
            String name = result.contestant().name();
            var row = new ArrayList<>(List.of(name.equals(peer) ? name + " *" : name, scores.number(result.score()),
                    interval(scores, result.interval()), gap(scores, result.toPeer()),
                    gapInterval(scores, result.toPeer()), gap(scores, result.toBestSingle()),
                    gapInterval(scores, result.toBestSingle())));
            row.addAll(AFTER_SCORE, cost(SpendingNotes.money(found.cost(result))));
            table.add(row.toArray(String[]::new));
        }
        return table;
    }

    /** The cell for the cost; no cell if no costs are known. */
    private List<String> cost(String cell) {
        return found.priced().costs().known() == 0 ? List.of() : List.of(cell);
    }

    private static String gap(Figures scores, Optional<Gap> gap) {
        return gap.map(to -> scores.signed(to.difference())).orElse("");
    }

    private static String gapInterval(Figures scores, Optional<Gap> gap) {
        return gap.map(to -> scores.signed(to.interval().low()) + "…" + scores.signed(to.interval().high())).orElse("");
    }

    private static String interval(Figures scores, Interval interval) {
        return scores.number(interval.low()) + "…" + scores.number(interval.high());
    }

    private TextTable generators() {
        Agreement all = found.evaluation().agreements().getFirst();
        double[] quality = Quality.of(all.error());
        Figures scores = Figures.of(RankingTable.ERROR, all.score());
        Figures errors = Figures.of(RankingTable.ERROR, all.error());
        Figures qualities = Figures.of(RankingTable.QUALITY, quality);
        var table = new TextTable("generator", "score", "error", "quality");
        IntStream.range(0, quality.length).boxed().sorted(Comparator.comparingDouble(g -> -all.score()[g]))
                .forEach(g -> table.add(found.evaluation().generators().get(g), scores.number(all.score()[g]),
                        errors.number(all.error()[g]), qualities.number(quality[g])));
        return table;
    }

    private TextTable agreements() {
        Figures correlations = Figures.of(RankingTable.QUALITY);
        var table = new TextTable("quality against score", "samples", "Spearman", "Kendall");
        for (Agreement agreement : found.evaluation().agreements()) {
            RankCorrelation correlation = agreement.correlation();
            table.add(agreement.part().orElse("all"), Integer.toString(agreement.samples()),
                    correlations.signed(correlation.spearman()), correlations.signed(correlation.kendall()));
        }
        return table;
    }
}
