package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.generation.GeneratorReport.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Prints the reports of a generation as a table, with notes.
 *
 * @param reports
 *            a report for each generator, or judge
 * @param reviews
 *            whether they are judges, who were asked for reviews
 */
public record GenerationTable(List<GeneratorReport> reports, boolean reviews) {

    /** Reports of generators, which were asked for outputs. */
    public GenerationTable(List<GeneratorReport> reports) {
        this(reports, false);
    }

    /** The lines of the table, and notes about outputs that are missing and other problems. */
    public List<String> lines() {
        var table = new TextTable(reviews ? "judge" : "generator", "done", "failed", "not asked", "requests",
                "tokens in", "tokens out",
                "cost", "p50 s", "p95 s", "p99 s");
        for (GeneratorReport report : reports) {
            String about = report.counted() ? "" : "~";
            table.add(report.name(), count(report.done()), count(report.failed()), count(report.unasked()),
                    count(report.requests()), about + count(report.inputTokens()), about + count(report.outputTokens()),
                    report.cost().map(cost -> about + money(cost)).orElse("-"), seconds(report, Latency::p50),
                    seconds(report, Latency::p95), seconds(report, Latency::p99));
        }
        var lines = new ArrayList<>(table.lines());
        lines.addAll(notes());
        return lines;
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        long recalled = reports.stream().mapToLong(GeneratorReport::recalled).sum();
        if (recalled > 0) {
            notes.add("%s answers and failures were in the journal already and were not asked for again"
                    .formatted(count(recalled)));
        }
        for (GeneratorReport report : reports) {
            report.givenUp().ifPresent(
                    reason -> notes.add("'%s' was given up: %s; run the same command again to ask for what is missing"
                            .formatted(report.name(), reason)));
            if (report.givenUp().isEmpty()) {
                report.problem()
                        .ifPresent(reason -> notes.add("'%s' lacks %s of its %s, the first because: %s"
                                .formatted(report.name(), count(report.failed() + report.unasked()),
                                        reviews ? "reviews" : "outputs", reason)));
            }
            if (report.stale() > 0) {
                notes.add(
                        "'%s' has changed since the journal was written: %s answers and failures of before do not count"
                                .formatted(report.name(),
                                        count(report.stale())));
            }
        }
        if (reports.stream().anyMatch(report -> !report.counted())) {
            notes.add(
                    "~: the provider did not count all tokens, so the number is estimated: four characters are taken for one token");
        }
        if (reports.stream().anyMatch(report -> report.failed() > 0)) {
            notes.add(
                    "all reasons are in the field \"%s\" of the output file; --retry-failed asks again for what failed"
                            .formatted(reviews ? "review_errors" : "errors"));
        }
        return notes;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String money(double cost) {
        return Figures.of(4).number(cost);
    }

    private static String seconds(GeneratorReport report, ToDoubleFunction<Latency> percentile) {
        return report.latency().map(percentile::applyAsDouble)
                .map(Figures.of(3)::number).orElse("-");
    }
}
