package dev.smoothie.cli.printing;

import dev.smoothie.core.estimate.Quality;
import dev.smoothie.pipeline.Fit;
import dev.smoothie.pipeline.fitted.FittedManifest;
import dev.smoothie.pipeline.fitted.FittedManifest.Estimate;
import dev.smoothie.pipeline.kept.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What {@code smoothie fit} prints: how much was learnt, the generators from the best to the worst, and what to type next.
 *
 * @param fitted
 *            the state
 */
public record FittedTable(Fit.Result fitted) {
    /** The lines of the table. */
    public List<String> lines() {
        FittedManifest manifest = fitted.manifest();
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, "fitted: %,d samples of %d generators, %s in %s", manifest.samples(),
                manifest.generators().size(), ByteSize.of(fitted.bytes()), fitted.folder()));
        lines.add("errors: " + manifest.rows());
        boolean votes = manifest.votes().isPresent();
        Estimate estimate = manifest.votes().map(FittedManifest.Votes::estimate).orElse(manifest.distances());
        double[] quality = votes ? Quality.ofProbabilities(estimate.error()) : Quality.of(estimate.error());
        boolean priced = manifest.costs().known() > 0;
        var table = priced
                ? new TextTable("generator", "quality", "error ± s.e.", "samples", "cost/1000")
                : new TextTable("generator", "quality", "error ± s.e.", "samples");
        Figures qualities = Figures.of(RankingTable.QUALITY, quality);
        Figures errors = Figures.of(RankingTable.ERROR, estimate.error(), estimate.standardError());
        IntStream.range(0, quality.length).boxed()
                .sorted(Comparator.comparingDouble(generator -> estimate.error()[generator])).forEach(generator -> {
                    var row = new ArrayList<>(List.of(manifest.generators().get(generator),
                            qualities.number(quality[generator]),
                            errors.withError(estimate.error()[generator], estimate.standardError()[generator]),
                            Long.toString(estimate.samples()[generator])));
                    if (priced) {
                        row.add(SpendingNotes.money(manifest.costs().perThousand(generator)));
                    }
                    table.add(row.toArray(String[]::new));
                });
        lines.addAll(table.lines());
        fitted.cascade().ifPresent(point -> lines.add(String.format(Locale.ROOT,
                "cascade: it asks %.2f of %d generators and costs %s for 1000 inputs, at an estimated quality of %.3f",
                point.requests(), quality.length, SpendingNotes.money(point.cost()), point.quality())));
        return lines;
    }
}
