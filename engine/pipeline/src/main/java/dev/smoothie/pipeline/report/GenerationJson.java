package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.generation.GeneratorReport;
import dev.smoothie.pipeline.generation.GeneratorReport.Latency;
import dev.smoothie.pipeline.json.Json;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the reports of a generation as a JSON array.
 *
 * @param reports
 *            a report for each generator
 * @param reviews
 *            a report for each judge that reviewed outputs
 */
public record GenerationJson(List<GeneratorReport> reports, List<GeneratorReport> reviews) {

    /** Reports of generators alone. */
    public GenerationJson(List<GeneratorReport> reports) {
        this(reports, List.of());
    }

    /** One JSON array on one line. */
    public String line() {
        return Json.line(this::write);
    }

    /** Writes the array. */
    void write(JsonGenerator json) {
        json.writeStartArray();
        reports.forEach(report -> write(json, "generator", report));
        reviews.forEach(report -> write(json, "judge", report));
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, String role, GeneratorReport report) {
        json.writeStartObject();
        json.writeStringProperty(role, report.name());
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

    private static void write(JsonGenerator json, Latency latency) {
        json.writeObjectPropertyStart("seconds");
        json.writeNumberProperty("p50", latency.p50());
        json.writeNumberProperty("p95", latency.p95());
        json.writeNumberProperty("p99", latency.p99());
        json.writeEndObject();
    }
}
