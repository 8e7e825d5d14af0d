package dev.smoothie.cli.printing;

import dev.smoothie.core.route.CascadeCurve.Point;
import dev.smoothie.pipeline.report.PolicyReplay;
import dev.smoothie.pipeline.report.PolicyReplay.Generator;
import dev.smoothie.pipeline.report.PolicyReplay.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints what policies would have cost: the policies, the generators by themselves, and the thresholds of the cascade.
 *
 * @param found
 *            what to print
 */
public record ReplayTable(PolicyReplay found) {
    /** Thresholds that are shown, of up to 50. */
    private static final int SHOWN = 8;

    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("%,d samples, of which %,d have an output of every generator; the tables are of these%s".formatted(
                found.samples(), found.whole(),
                found.scored() > 0 ? ", scores of %,d with a score of every output".formatted(found.scored()) : ""));
        lines.add("learned from " + found.trained().map("%,d other samples"::formatted)
                .orElse("these, each half of them from the other"));
        lines.add("");
        lines.addAll(policies());
        lines.add("");
        lines.add(found.answers()
                ? "quality: the mean probability, estimated without labels, that the answer is right; too high where generators share mistakes"
                : "quality: how much the outputs of the other generators agree, from 0 to 1, without labels; no probability of anything");
        lines.add("of single: beside the best single generator by quality, which is the first row"
                + (scored() ? "; gain: in score over it ± standard error" : ""));
        found.notes().forEach(lines::add);
        partial(lines);
        lines.add("");
        lines.addAll(generators());
        if (found.rows().stream().anyMatch(row -> row.threshold().isPresent())) {
            lines.add("");
            lines.addAll(curve());
        }
        return lines;
    }

    private boolean scored() {
        return found.scored() > 0;
    }

    private static String[] cells(Stream<String> always, Stream<String> scored, boolean withScores) {
        return (withScores ? Stream.concat(always, scored) : always).toArray(String[]::new);
    }

    private List<String> policies() {
        var table = new TextTable(cells(
                Stream.of("policy", "quality", "of single", "requests", "cost/1000", "of single", "total"),
                Stream.of("score", "gain"), scored()));
        Stream.concat(Stream.of(found.single()), found.rows().stream()).forEach(row -> table.add(cells(
                Stream.of(row.label(), quality(row.quality()), share(row.quality(), found.single().quality()),
                        String.format(Locale.ROOT, "%.2f", row.requests()), SpendingNotes.money(row.cost()),
                        share(row.cost(), found.single().cost()), SpendingNotes.money(row.total())),
                Stream.of(quality(row.score()), gain(row)), scored())));
        return table.lines();
    }

    private List<String> generators() {
        var table = new TextTable(cells(Stream.of("generator", "quality", "cost/1000"), Stream.of("score"), scored()));
        for (Generator generator : found.generators()) {
            table.add(cells(Stream.of(generator.name(), quality(generator.quality()),
                    SpendingNotes.money(generator.cost())), Stream.of(quality(generator.score())), scored()));
        }
        return table.lines();
    }

    /** Of the samples that were learned from; scores are of the log. */
    private List<String> curve() {
        var table = new TextTable(cells(Stream.of("cascade accepts from", "quality", "requests", "cost/1000"),
                Stream.of("score"), scored()));
        List<Point> points = found.curve().points();
        int shown = Math.min(SHOWN, points.size());
        for (int row = 0; row < shown; row++) {
            int at = shown == 1 ? 0 : (int) ((long) row * (points.size() - 1) / (shown - 1));
            Point point = points.get(at);
            table.add(cells(Stream.of(quality(point.threshold()), quality(point.quality()),
                    String.format(Locale.ROOT, "%.2f", point.requests()), SpendingNotes.money(point.cost())),
                    Stream.of(quality(found.scores().get(at))), scored()));
        }
        return table.lines();
    }

    private void partial(List<String> lines) {
        if (found.samples() == found.whole()) {
            return;
        }
        lines.add("%,d samples have outputs of some generators only, and are not in the tables:".formatted(
                found.samples() - found.whole()));
        Stream.concat(Stream.of(found.single()), found.rows().stream()).forEach(row -> row.partial()
                .ifPresent(
                        partial -> lines.add("  %s: in %,d of them all outputs are there that it asks for%s".formatted(
                                row.label(), partial.samples(),
                                partial.samples() == 0
                                        ? ""
                                        : ", for %s for 1000 inputs".formatted(SpendingNotes.money(partial.cost()))))));
    }

    private static String quality(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String share(double value, double whole) {
        return whole > 0 ? String.format(Locale.ROOT, "%.1f %%", 100 * value / whole) : "-";
    }

    private static String gain(Row row) {
        return Double.isNaN(row.gain())
                ? "-"
                : String.format(Locale.ROOT, "%+.3f ± %s", row.gain(), quality(row.gainError()));
    }
}
