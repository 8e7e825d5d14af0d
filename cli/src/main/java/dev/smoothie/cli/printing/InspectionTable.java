package dev.smoothie.cli.printing;

import dev.smoothie.pipeline.report.Inspection;
import dev.smoothie.pipeline.report.Inspection.Example;
import dev.smoothie.pipeline.report.Inspection.FileFound;
import dev.smoothie.pipeline.report.Inspection.GeneratorFound;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code smoothie inspect} prints.
 *
 * @param inspection
 *            what was found
 */
public record InspectionTable(Inspection inspection) {

    public List<String> lines() {
        var lines = new ArrayList<String>();
        inspection.files().forEach(file -> lines.add(file(file)));
        inspection.joinedBy().ifPresent(by -> lines.add("joined by " + by));
        lines.add("");
        lines.add("samples: %d%s".formatted(inspection.samples(),
                inspection.withoutInput() == 0
                        ? ""
                        : ", %d of them without an input".formatted(inspection.withoutInput())));
        lines.add("truth: " + inspection.truth());
        if (inspection.costs()) {
            lines.add("costs: yes");
        }
        if (inspection.reviews()) {
            lines.add("reviews: yes");
        }
        if (!inspection.generators().isEmpty()) {
            lines.add("");
            lines.addAll(generators());
        }
        lines.add("");
        inspection.examples().forEach(example -> add(lines, example));
        inspection.warnings().forEach(warning -> lines.add("warning: " + warning));
        lines.add("next: " + inspection.next());
        return lines;
    }

    private static String file(FileFound file) {
        return "%s: %s%s%s".formatted(file.name(), file.kind(),
                file.entries().map(entries -> ", %d %s".formatted(entries, entries == 1 ? "entry" : "entries"))
                        .orElse(""),
                file.unmatched() == 0
                        ? ""
                        : ", %d of them without a counterpart in the other files".formatted(file.unmatched()));
    }

    private List<String> generators() {
        boolean scored = inspection.scored() > 0;
        var table = scored
                ? new TextTable("generator", "outputs", "missing", "blank", "mean length", "mean score")
                : new TextTable("generator", "outputs", "missing", "blank", "mean length");
        for (GeneratorFound found : inspection.generators()) {
            var row = new ArrayList<>(List.of(found.name(), Long.toString(found.outputs()),
                    Integer.toString(found.missing()), Long.toString(found.blank()),
                    String.format(Locale.ROOT, "%.0f", found.meanLength())));
            if (scored) {
                row.add(Double.isNaN(found.meanScore()) ? "" : String.format(Locale.ROOT, "%.3f", found.meanScore()));
            }
            table.add(row.toArray(String[]::new));
        }
        return table.lines();
    }

    private static void add(List<String> lines, Example example) {
        lines.add("sample %s: %s".formatted(example.id(), example.input().orElse("(no input)")));
        example.outputs().forEach(output -> lines.add("  " + output));
    }
}
