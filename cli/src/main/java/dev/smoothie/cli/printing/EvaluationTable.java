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
import java.util.Locale;
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
        String peer = found.evaluation().result(Contest.ORACLE).toPeer().map(Gap::other).orElse("-");
        var head = new ArrayList<>(
                List.of("method", "score (%s)".formatted(found.truth()), "95 %", "- best peer", "95 %",
                        "- best single", "95 %"));
        head.addAll(AFTER_SCORE, cost("cost/1000"));
        var table = new TextTable(head.toArray(String[]::new));
        for (Result result : found.evaluation().results()) {
            String name = result.contestant().name();
            var row = new ArrayList<>(List.of(name.equals(peer) ? name + " *" : name, number("%.4f", result.score()),
                    interval(result.interval()), gap(result.toPeer()), gapInterval(result.toPeer()),
                    gap(result.toBestSingle()), gapInterval(result.toBestSingle())));
            row.addAll(AFTER_SCORE, cost(SpendingNotes.money(found.cost(result))));
            table.add(row.toArray(String[]::new));
        }
        return table;
    }

    /** The cell for the cost; no cell if no costs are known. */
    private List<String> cost(String cell) {
        return found.priced().costs().known() == 0 ? List.of() : List.of(cell);
    }

    private static String gap(Optional<Gap> gap) {
        return gap.map(to -> number("%+.4f", to.difference())).orElse("");
    }

    private static String gapInterval(Optional<Gap> gap) {
        return gap.map(to -> String.format(Locale.ROOT, "%+.4f…%+.4f", to.interval().low(), to.interval().high()))
                .orElse("");
    }

    private static String interval(Interval interval) {
        return String.format(Locale.ROOT, "%.4f…%.4f", interval.low(), interval.high());
    }

    private TextTable generators() {
        Agreement all = found.evaluation().agreements().getFirst();
        double[] quality = Quality.of(all.error());
        var table = new TextTable("generator", "score", "error", "quality");
        IntStream.range(0, quality.length).boxed().sorted(Comparator.comparingDouble(g -> -all.score()[g]))
                .forEach(g -> table.add(found.evaluation().generators().get(g), number("%.4f", all.score()[g]),
                        number("%.4f", all.error()[g]), number("%.3f", quality[g])));
        return table;
    }

    private TextTable agreements() {
        var table = new TextTable("quality against score", "samples", "Spearman", "Kendall");
        for (Agreement agreement : found.evaluation().agreements()) {
            RankCorrelation correlation = agreement.correlation();
            table.add(agreement.part().orElse("all"), Integer.toString(agreement.samples()),
                    number("%+.3f", correlation.spearman()), number("%+.3f", correlation.kendall()));
        }
        return table;
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
