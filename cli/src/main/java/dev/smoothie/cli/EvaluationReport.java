package dev.smoothie.cli;

import dev.smoothie.engine.Evaluator.Priced;
import dev.smoothie.engine.estimate.Quality;
import dev.smoothie.engine.evaluate.Agreement;
import dev.smoothie.engine.evaluate.Contest;
import dev.smoothie.engine.evaluate.Evaluation;
import dev.smoothie.engine.evaluate.PairedBootstrap.Interval;
import dev.smoothie.engine.evaluate.RankCorrelation;
import dev.smoothie.engine.evaluate.Result;
import dev.smoothie.engine.evaluate.Result.Gap;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An evaluation as tables or as JSON.
 *
 * @param evaluation
 *            what was found
 * @param truth
 *            what was taken for true: "scores" or the name of a metric
 * @param priced
 *            what answers cost, and may
 */
record EvaluationReport(Evaluation evaluation, String truth, Priced priced) {

    private static final int AFTER_SCORE = 3;

    /** Methods, then generators, then how the two orders of generators agree. */
    List<String> table() {
        var lines = new ArrayList<String>(methods().lines());
        lines.add("");
        lines.addAll(generators().lines());
        lines.add("");
        lines.addAll(agreements().lines());
        return lines;
    }

    private TextTable methods() {
        String peer = evaluation.result(Contest.ORACLE).toPeer().map(Gap::other).orElse("-");
        var head = new ArrayList<>(List.of("method", "score (%s)".formatted(truth), "95 %", "- best peer", "95 %",
                "- best single", "95 %"));
        head.addAll(AFTER_SCORE, cost("cost/1000"));
        var table = new TextTable(head.toArray(String[]::new));
        for (Result result : evaluation.results()) {
            String name = result.contestant().name();
            var row = new ArrayList<>(List.of(name.equals(peer) ? name + " *" : name, number("%.4f", result.score()),
                    interval(result.interval()), gap(result.toPeer()), gapInterval(result.toPeer()),
                    gap(result.toBestSingle()), gapInterval(result.toBestSingle())));
            row.addAll(AFTER_SCORE, cost(SpendingNotes.money(cost(result))));
            table.add(row.toArray(String[]::new));
        }
        return table;
    }

    /** A cell for the cost; none where nothing is known of it. */
    private List<String> cost(String cell) {
        return priced.costs().known() == 0 ? List.of() : List.of(cell);
    }

    private double cost(Result result) {
        return evaluation.contest().cost(result.contestant(), priced.costs());
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
        Agreement all = evaluation.agreements().getFirst();
        double[] quality = Quality.of(all.error());
        var table = new TextTable("generator", "score", "error", "quality");
        IntStream.range(0, quality.length).boxed().sorted(Comparator.comparingDouble(g -> -all.score()[g]))
                .forEach(g -> table.add(evaluation.generators().get(g), number("%.4f", all.score()[g]),
                        number("%.4f", all.error()[g]), number("%.3f", quality[g])));
        return table;
    }

    private TextTable agreements() {
        var table = new TextTable("quality against score", "samples", "Spearman", "Kendall");
        for (Agreement agreement : evaluation.agreements()) {
            RankCorrelation correlation = agreement.correlation();
            table.add(agreement.part().orElse("all"), Integer.toString(agreement.samples()),
                    number("%+.3f", correlation.spearman()), number("%+.3f", correlation.kendall()));
        }
        return table;
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** One JSON object on one line. */
    String json() {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("truth", truth);
            json.writeNumberProperty("samples", evaluation.contest().samples().length);
            priced.limit().ifPresent(limit -> SpendingJson.write(json, limit));
            json.writeArrayPropertyStart("methods");
            evaluation.results().forEach(result -> write(json, result));
            json.writeEndArray();
            json.writeArrayPropertyStart("agreement");
            evaluation.agreements().forEach(agreement -> write(json, agreement));
            json.writeEndArray();
            json.writeArrayPropertyStart("notes");
            evaluation.notes().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private void write(JsonGenerator json, Result result) {
        json.writeStartObject();
        json.writeStringProperty("method", result.contestant().name());
        json.writeStringProperty("kind", result.contestant().kind().name().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("score", result.score());
        write(json, "interval", result.interval());
        if (priced.costs().known() > 0) {
            number(json, "cost_per_1000", cost(result));
        }
        if (result.contestant().routes().size() > 1) {
            json.writeNumberProperty("draws", result.contestant().routes().size());
            json.writeNumberProperty("lowest_draw", result.lowestDraw());
            json.writeNumberProperty("highest_draw", result.highestDraw());
        }
        result.toPeer().ifPresent(gap -> write(json, "to_best_peer", gap));
        result.toBestSingle().ifPresent(gap -> write(json, "to_best_single", gap));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Gap gap) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("other", gap.other());
        json.writeNumberProperty("difference", gap.difference());
        write(json, "interval", gap.interval());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Interval interval) {
        json.writeArrayPropertyStart(name);
        json.writeNumber(interval.low());
        json.writeNumber(interval.high());
        json.writeEndArray();
    }

    private void write(JsonGenerator json, Agreement agreement) {
        json.writeStartObject();
        agreement.part().ifPresent(part -> json.writeStringProperty("dataset", part));
        json.writeNumberProperty("samples", agreement.samples());
        number(json, "spearman", agreement.correlation().spearman());
        number(json, "kendall", agreement.correlation().kendall());
        json.writeArrayPropertyStart("generators");
        double[] quality = Quality.of(agreement.error());
        for (int g = 0; g < quality.length; g++) {
            json.writeStartObject();
            json.writeStringProperty("generator", evaluation.generators().get(g));
            number(json, "score", agreement.score()[g]);
            number(json, "error", agreement.error()[g]);
            number(json, "quality", Double.isNaN(agreement.error()[g]) ? Double.NaN : quality[g]);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, double value) {
        json.writeName(name);
        if (Double.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }
}
