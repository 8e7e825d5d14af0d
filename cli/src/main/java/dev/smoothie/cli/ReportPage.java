package dev.smoothie.cli;

import dev.smoothie.engine.evaluate.Calibration;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A page of HTML that shows what was found: data as JSON, what draws it, and nothing that is fetched.
 *
 * @param command
 *            what was run
 * @param ranking
 *            of the generators, as {@code --json} writes it
 * @param method
 *            what the errors of single samples are from
 * @param routes
 *            who was chosen for which sample, by one method or several
 * @param counted
 *            indices of the samples whose routes are counted
 * @param map
 *            of the samples; empty where nothing of them was embedded
 * @param evaluation
 *            against the truth, where there is some
 * @param calibration
 *            of quality against the truth, likewise
 */
record ReportPage(String command, RankingJson ranking, String method, List<MethodRoutes> routes, int[] counted,
        Optional<MapJson> map, Optional<EvaluationReport> evaluation, Optional<Calibration> calibration) {
    private static final Pattern PLACEHOLDER = Pattern.compile("/\\*\\{(.+?)}\\*/");

    /** Writes the page to {@code out}, which stays open. */
    void write(Writer out) {
        String template = resource("report.html");
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int end = 0;
        try {
            while (placeholder.find()) {
                out.write(template, end, placeholder.start() - end);
                out.write(placeholder.group(1).equals("data") ? escaped(json()) : resource(placeholder.group(1)));
                end = placeholder.end();
            }
            out.write(template, end, template.length() - end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON has these characters only in strings; escaped, nothing in a text can end the element that the data are in. */
    static String escaped(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String resource(String name) {
        try (InputStream resource = ReportPage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data of the page, one JSON object. */
    String json() {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("command", command);
            json.writeStringProperty("version", resource("version.txt"));
            json.writeStringProperty("charts", resource("d3-version.txt"));
            json.writeStringProperty("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringProperty("method", method);
            json.writeArrayPropertyStart("generators");
            ranking.ranking().generators().forEach(json::writeString);
            json.writeEndArray();
            json.writeName("ranking");
            json.writeRawValue(ranking.line());
            routes(json);
            map.ifPresent(samples -> {
                json.writeObjectPropertyStart("map");
                samples.write(json);
                json.writeEndObject();
            });
            evaluation.ifPresent(found -> {
                json.writeName("evaluation");
                json.writeRawValue(found.json());
            });
            calibration.ifPresent(found -> bins(json, found));
            json.writeEndObject();
        }
        return text.toString();
    }

    private void routes(JsonGenerator json) {
        json.writeNumberProperty("counted", counted.length);
        json.writeArrayPropertyStart("routes");
        for (MethodRoutes taken : routes) {
            long[] counts = new long[ranking.ranking().generators().size()];
            for (int sample : counted) {
                int route = taken.routes()[sample];
                if (route >= 0) {
                    counts[route]++;
                }
            }
            json.writeStartObject();
            json.writeStringProperty("method", taken.name());
            json.writeArrayPropertyStart("counts");
            for (long count : counts) {
                json.writeNumber(count);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void bins(JsonGenerator json, Calibration calibration) {
        json.writeArrayPropertyStart("calibration");
        for (Calibration.Bin bin : calibration.bins()) {
            json.writeStartObject();
            json.writeNumberProperty("lowest", bin.lowest());
            json.writeNumberProperty("highest", bin.highest());
            json.writeNumberProperty("quality", bin.quality());
            json.writeNumberProperty("score", bin.score());
            RankingJson.number(json, "margin", bin.margin());
            json.writeNumberProperty("outputs", bin.outputs());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
