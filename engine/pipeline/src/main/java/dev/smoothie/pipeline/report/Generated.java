package dev.smoothie.pipeline.report;

import dev.smoothie.pipeline.generation.GeneratorReport;
import java.util.List;
import java.util.Optional;

/**
 * The reports of a generation, and what it saved.
 *
 * @param reports
 *            a report for each generator
 * @param savings
 *            a line about what was saved by not asking for all outputs; empty if all were asked for
 */
public record Generated(List<GeneratorReport> reports, Optional<String> savings) {

    public Generated {
        reports = List.copyOf(reports);
    }
}
