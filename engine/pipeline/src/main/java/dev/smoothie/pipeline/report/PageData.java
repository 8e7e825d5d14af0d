package dev.smoothie.pipeline.report;

import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.evaluate.Calibration;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/**
 * The data of the page that {@code --report} writes.
 *
 * @param method
 *            the method that the errors of single samples are from
 * @param ranking
 *            of the generators
 * @param samples
 *            n
 * @param steps
 *            what the steps of the run have done, and how long they took
 * @param routes
 *            the routes of the samples, by one method or several
 * @param counted
 *            indices of the samples whose routes are counted
 * @param map
 *            of the samples; empty if neither inputs nor outputs were embedded
 * @param evaluation
 *            of the methods; empty if the truth is not known
 * @param calibration
 *            of estimated quality against the truth; empty if the truth is not known
 */
public record PageData(String method, Ranking ranking, int samples, Steps steps, List<MethodRoutes> routes,
        int[] counted,
        Optional<MapJson> map, Optional<EvaluationData> evaluation, Optional<Calibration> calibration) {

    public PageData {
        routes = List.copyOf(routes);
    }

    /**
     * The data of a page for a routing. Every sample is counted and drawn.
     *
     * @param shown
     *            the routes, and the errors that they are based on
     * @param embedded
     *            the embeddings of {@code dataset}
     */
    public static PageData of(Ranking ranking, Routing shown, Dataset dataset, Samples embedded, Steps steps) {
        List<MethodRoutes> routes = List.of(new MethodRoutes(shown.method().label(), shown.routes()));
        return new PageData(shown.method().label(), ranking, dataset.size(), steps, routes,
                IntStream.range(0, dataset.size()).toArray(),
                MapJson.of(embedded, dataset, ranking.generators(), shown.errors(), routes, Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Writes the data as one JSON object on one line.
     *
     * @param command
     *            the command line that was run
     * @param version
     *            of the program
     * @param charts
     *            version of the library that draws the charts
     */
    public String json(String command, String version, String charts) {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeStringProperty("command", command);
            json.writeStringProperty("version", version);
            json.writeStringProperty("charts", charts);
            json.writeStringProperty("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            json.writeStringProperty("method", method);
            json.writeArrayPropertyStart("generators");
            ranking.generators().forEach(json::writeString);
            json.writeEndArray();
            json.writeStringProperty("meaning", ranking.belief().signal().verdict().meaning());
            json.writeName("ranking");
            json.writeRawValue(new RankingJson(ranking, samples, steps).line());
            routes(json);
            map.ifPresent(points -> {
                json.writeObjectPropertyStart("map");
                points.write(json);
                json.writeEndObject();
            });
            evaluation.ifPresent(found -> {
                json.writeName("evaluation");
                json.writeRawValue(new EvaluationJson(found).line());
                new PairsJson(found.evaluation()).write(json);
            });
            calibration.ifPresent(found -> bins(json, found));
            json.writeEndObject();
        });
    }

    private void routes(JsonGenerator json) {
        json.writeNumberProperty("counted", counted.length);
        json.writeArrayPropertyStart("routes");
        for (MethodRoutes taken : routes) {
            long[] counts = new long[ranking.generators().size()];
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
            Json.number(json, "margin", bin.margin());
            json.writeNumberProperty("outputs", bin.outputs());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
