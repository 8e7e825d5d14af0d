package dev.smoothie.pipeline.report;

import dev.smoothie.core.Samples;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleText;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Sample;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/**
 * Writes a map of samples as properties of a JSON object: for each sample its place, its texts, and the generators that
 * were chosen for it.
 *
 * @param map
 *            the places of the samples
 * @param dataset
 *            the samples; their texts are read once more
 * @param generators
 *            names of the columns
 * @param errors
 *            δ of each output
 * @param routes
 *            the routes of each method
 * @param truth
 *            how good outputs truly are, if that is known
 */
public record MapJson(SampleMap map, Dataset dataset, List<String> generators, Errors errors, List<MethodRoutes> routes,
        Optional<Truth> truth) {
    /**
     * The highest number of points. More would hide each other, and their texts would make a page of many megabytes.
     */
    static final int MOST_POINTS = 1500;
    static final int INPUT_LENGTH = 160;
    static final int OUTPUT_LENGTH = 120;
    /** How many outputs of a sample are written: those that were chosen, then those with the least error. */
    static final int MOST_OUTPUTS = 6;
    private static final MathContext DIGITS = new MathContext(4);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** A map of at most {@link #MOST_POINTS} of the samples; empty if neither inputs nor outputs were embedded. */
    public static Optional<MapJson> of(Samples embedded, Dataset dataset, List<String> generators, Errors errors,
            List<MethodRoutes> routes, Optional<Truth> truth) {
        return SampleMap.of(embedded, MOST_POINTS)
                .map(drawn -> new MapJson(drawn, dataset, generators, errors, routes, truth));
    }

    /** Writes the properties. */
    void write(JsonGenerator json) {
        json.writeStringProperty("of", map.of().name().toLowerCase(Locale.ROOT));
        json.writeArrayPropertyStart("share");
        for (double share : map.components().share()) {
            Json.number(json, share);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("points");
        var drawn = new BitSet();
        IntStream.of(map.samples()).forEach(drawn::set);
        int[] next = {0};
        // One thread is enough: of most samples no text is made.
        dataset.inBlocks(new Workers(1), Extra.NOTHING, block -> IntStream.range(0, block.size())
                .mapToObj(block::get).filter(sample -> drawn.get(sample.index())).map(SampleText::sample).toList(),
                samples -> {
                    for (Sample sample : samples) {
                        point(json, sample, map.samples()[next[0]], map.components().position()[next[0]]);
                        next[0]++;
                    }
                });
        json.writeEndArray();
    }

    private void point(JsonGenerator json, Sample sample, int index, double[] position) {
        double[] row = new double[generators.size()];
        errors.read(index, row);
        int[] chosen = routes.stream().mapToInt(method -> method.routes()[index]).toArray();
        json.writeStartObject();
        json.writeStringProperty("id", shortened(sample.id().text(), INPUT_LENGTH));
        number(json, "x", position[0]);
        number(json, "y", position[1]);
        if (sample.input().isPresent()) {
            json.writeStringProperty("input", shortened(sample.input().get(), INPUT_LENGTH));
        }
        json.writeArrayPropertyStart("chosen");
        IntStream.of(chosen).forEach(json::writeNumber);
        json.writeEndArray();
        numbers(json, "error", row);
        truth.ifPresent(known -> numbers(json, "score", known.scores().row(index)));
        outputs(json, sample, shown(row, chosen));
        json.writeEndObject();
    }

    private Set<Integer> shown(double[] errors, int[] chosen) {
        var shown = new LinkedHashSet<Integer>();
        IntStream.of(chosen).filter(generator -> generator != Router.NONE).limit(MOST_OUTPUTS).forEach(shown::add);
        IntStream.range(0, errors.length).filter(generator -> !Double.isNaN(errors[generator])).boxed()
                .sorted(Comparator.comparingDouble(generator -> errors[generator]))
                .filter(_ -> shown.size() < MOST_OUTPUTS).forEachOrdered(shown::add);
        return shown;
    }

    private void outputs(JsonGenerator json, Sample sample, Set<Integer> shown) {
        json.writeArrayPropertyStart("outputs");
        for (int generator : shown) {
            sample.output(generators.get(generator)).ifPresent(text -> {
                json.writeStartArray();
                json.writeNumber(generator);
                json.writeString(shortened(text, OUTPUT_LENGTH));
                json.writeEndArray();
            });
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, String name, double[] values) {
        json.writeArrayPropertyStart(name);
        for (double value : values) {
            Json.number(json, rounded(value));
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, String name, double value) {
        Json.number(json, name, rounded(value));
    }

    /** Rounds to four digits, which are more than a chart shows. */
    private static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).doubleValue() : value;
    }

    /** The beginning of a text on one line: at most {@code most} characters, and a mark if there is more. */
    static String shortened(String text, int most) {
        // Only the beginning of a long text is looked at, four times as long because runs of spaces shrink to one.
        String line = SPACE.matcher(text.substring(0, Math.min(text.length(), 4 * most))).replaceAll(" ").strip();
        int length = line.codePointCount(0, line.length());
        if (length <= most && text.length() <= 4 * most) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, Math.min(most, length))) + "…";
    }
}
