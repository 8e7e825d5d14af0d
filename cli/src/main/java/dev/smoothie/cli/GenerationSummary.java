package dev.smoothie.cli;

import dev.smoothie.engine.generate.GeneratorReport;
import dev.smoothie.engine.generate.GeneratorReport.Latency;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What came of a generation, for a person or for a program.
 *
 * @param reports
 *            of each generator
 */
record GenerationSummary(List<GeneratorReport> reports) {

    /** A table, and notes on what is not as it should be. */
    List<String> lines() {
        var table = new TextTable("generator", "done", "failed", "not asked", "requests", "tokens in", "tokens out",
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
            notes.add("%s outcomes were in the journal and were not asked for again".formatted(count(recalled)));
        }
        for (GeneratorReport report : reports) {
            report.givenUp().ifPresent(
                    reason -> notes.add("'%s' was given up: %s; the same command asks for what is missing"
                            .formatted(report.name(), reason)));
            if (report.givenUp().isEmpty()) {
                report.problem()
                        .ifPresent(reason -> notes.add("'%s' lacks %s of its outputs, the first because: %s"
                                .formatted(report.name(), count(report.failed() + report.unasked()), reason)));
            }
            if (report.stale() > 0) {
                notes.add("'%s' has changed since: %s outcomes of before do not count".formatted(report.name(),
                        count(report.stale())));
            }
        }
        if (reports.stream().anyMatch(report -> !report.counted())) {
            notes.add("~: not all tokens were counted by the provider; four characters are taken for one");
        }
        if (reports.stream().anyMatch(report -> report.failed() > 0)) {
            notes.add("all reasons are in \"errors\"; --retry-failed asks again for what failed");
        }
        return notes;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String money(double cost) {
        return String.format(Locale.ROOT, "%.4f", cost);
    }

    private static String seconds(GeneratorReport report, ToDoubleFunction<Latency> percentile) {
        return report.latency().map(percentile::applyAsDouble)
                .map(seconds -> String.format(Locale.ROOT, "%.3f", seconds)).orElse("-");
    }

    /** One JSON array on one line. */
    String json() {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            write(json);
        }
        return text.toString();
    }

    void write(JsonGenerator json) {
        json.writeStartArray();
        for (GeneratorReport report : reports) {
            json.writeStartObject();
            json.writeStringProperty("generator", report.name());
            json.writeNumberProperty("done", report.done());
            json.writeNumberProperty("failed", report.failed());
            json.writeNumberProperty("not_asked", report.unasked());
            json.writeNumberProperty("recalled", report.recalled());
            json.writeNumberProperty("stale", report.stale());
            json.writeNumberProperty("requests", report.requests());
            json.writeNumberProperty("input_tokens", report.inputTokens());
            json.writeNumberProperty("output_tokens", report.outputTokens());
            json.writeBooleanProperty("tokens_counted", report.counted());
            report.cost().ifPresent(cost -> json.writeNumberProperty("cost", cost));
            report.latency().ifPresent(latency -> write(json, latency));
            report.problem().ifPresent(reason -> json.writeStringProperty("problem", reason));
            report.givenUp().ifPresent(reason -> json.writeStringProperty("given_up", reason));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Latency latency) {
        json.writeObjectPropertyStart("seconds");
        json.writeNumberProperty("p50", latency.p50());
        json.writeNumberProperty("p95", latency.p95());
        json.writeNumberProperty("p99", latency.p99());
        json.writeEndObject();
    }
}
