package dev.smoothie.pipeline.fitted;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.fitted.FittedManifest.Estimate;
import dev.smoothie.pipeline.fitted.FittedManifest.Votes;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.views.View;
import dev.smoothie.spi.SmoothieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes a {@link FittedManifest} as JSON, and reads it. A number that is NaN is null. */
final class ManifestJson {
    /** What the file begins to be known by. */
    private static final String KIND = "smoothie-state";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ManifestJson() {}

    static String text(FittedManifest manifest) {
        return Json.line(json -> {
            json.writeStartObject();
            json.writeStringProperty("kind", KIND);
            json.writeNumberProperty("format", FittedManifest.FORMAT);
            json.writeStringProperty("program", manifest.program());
            json.writeStringProperty("created", manifest.created().toString());
            json.writeNumberProperty("samples", manifest.samples());
            json.writeNumberProperty("repeats", manifest.repeats());
            json.writeName("generators");
            json.writeStartArray();
            manifest.generators().forEach(json::writeString);
            json.writeEndArray();
            numbers(json, "cost", manifest.costs().perInput());
            numbers(json, "cost_outputs", manifest.costs().outputs());
            numbers(json, "cost_estimated", manifest.costs().estimated());
            numbers(json, "characters", manifest.lengths());
            json.writeStringProperty("view", manifest.view().toString());
            json.writeStringProperty("compare", manifest.compare().label());
            manifest.embedder().ifPresent(use -> embedder(json, use));
            manifest.search().ifPresent(search -> json.writeStringProperty("search", search));
            json.writeBooleanProperty("inputs", manifest.inputs());
            json.writeStringProperty("rows", manifest.rows());
            json.writeName("distances");
            estimate(json, manifest.distances());
            Json.number(json, "bandwidth", manifest.bandwidth());
            manifest.votes().ifPresent(votes -> votes(json, votes));
            json.writeName("files");
            json.writeStartArray();
            manifest.files().forEach(file -> {
                json.writeStartObject();
                json.writeStringProperty("name", file.name());
                json.writeNumberProperty("bytes", file.bytes());
                json.writeStringProperty("sha256", file.sha256());
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeEndObject();
        }) + "\n";
    }

    private static void embedder(JsonGenerator json, EmbedderUse use) {
        json.writeName("embedder");
        json.writeStartObject();
        json.writeStringProperty("name", use.name());
        use.identity().ifPresent(identity -> json.writeStringProperty("identity", identity));
        json.writeBooleanProperty("inputs", use.inputs());
        json.writeBooleanProperty("outputs", use.outputs());
        json.writeEndObject();
    }

    private static void estimate(JsonGenerator json, Estimate estimate) {
        json.writeStartObject();
        numbers(json, "error", estimate.error());
        numbers(json, "standard_error", estimate.standardError());
        numbers(json, "samples", estimate.samples());
        json.writeEndObject();
    }

    private static void votes(JsonGenerator json, Votes votes) {
        json.writeName("votes");
        json.writeStartObject();
        json.writeName("estimate");
        estimate(json, votes.estimate());
        numbers(json, "accuracies", votes.accuracies());
        Json.number(json, "bandwidth", votes.bandwidth());
        json.writeNumberProperty("neighbors", votes.neighbors());
        numbers(json, "shares", votes.shares());
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, double[] values) {
        json.writeName(name);
        json.writeStartArray();
        for (double value : values) {
            Json.number(json, value);
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, String name, long[] values) {
        json.writeName(name);
        json.writeStartArray();
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /** Whether the file is a manifest, of any format. */
    static boolean isManifest(Path file) {
        try {
            return Files.isRegularFile(file) && KIND.equals(JSON.readTree(Files.readString(file)).path("kind")
                    .asString(""));
        } catch (IOException | JacksonException _) {
            return false;
        }
    }

    /**
     * Reads the manifest of a state.
     *
     * @throws SmoothieException
     *             if it is none, of another format, or damaged
     */
    static FittedManifest read(Path file) {
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new SmoothieException("%s: cannot read: %s".formatted(file, IoReason.of(e)), e);
        } catch (JacksonException e) {
            throw damaged(file, e);
        }
        if (!KIND.equals(json.path("kind").asString(""))) {
            throw new SmoothieException(
                    "%s is no manifest of a fitted state; make one with: smoothie fit SAMPLES -o STATE"
                            .formatted(file));
        }
        int format = json.path("format").asInt(0);
        if (format != FittedManifest.FORMAT) {
            throw new SmoothieException(
                    "%s has format %d (Smoothie %s wrote it), and this program reads format %d; fit again".formatted(
                            file,
                            format, json.path("program").asString("?"), FittedManifest.FORMAT));
        }
        try {
            return manifest(json);
        } catch (RuntimeException e) {
            throw damaged(file, e);
        }
    }

    private static SmoothieException damaged(Path file, Exception e) {
        return new SmoothieException("%s is damaged (%s); fit again".formatted(file,
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("")),
                e);
    }

    private static FittedManifest manifest(JsonNode json) throws DateTimeException {
        return new FittedManifest(json.required("program").stringValue(),
                Instant.parse(json.required("created").stringValue()), json.required("samples").intValue(),
                json.required("repeats").intValue(),
                items(json, "generators").map(JsonNode::stringValue).toList(),
                new Costs(doubles(json, "cost"), longs(json, "cost_outputs"), longs(json, "cost_estimated")),
                doubles(json, "characters"), View.parse(json.required("view").stringValue()),
                Comparison.valueOf(json.required("compare").stringValue().toUpperCase(Locale.ROOT)),
                Optional.ofNullable(json.get("embedder")).map(ManifestJson::embedder),
                Optional.ofNullable(json.get("search")).map(JsonNode::stringValue),
                json.required("inputs").booleanValue(), estimate(json.required("distances")), number(
                        json.required("bandwidth")),
                Optional.ofNullable(json.get("votes")).map(ManifestJson::votes), files(json));
    }

    private static EmbedderUse embedder(JsonNode json) {
        return new EmbedderUse(json.required("name").stringValue(),
                Optional.ofNullable(json.get("identity")).map(JsonNode::stringValue),
                json.required("inputs").booleanValue(), json.required("outputs").booleanValue());
    }

    private static Estimate estimate(JsonNode json) {
        return new Estimate(doubles(json, "error"), doubles(json, "standard_error"), longs(json, "samples"));
    }

    private static Votes votes(JsonNode json) {
        return new Votes(estimate(json.required("estimate")), doubles(json, "accuracies"),
                number(json.required("bandwidth")), json.required("neighbors").intValue(), doubles(json, "shares"));
    }

    private static List<StateFile> files(JsonNode json) {
        var files = new ArrayList<StateFile>();
        items(json, "files").forEach(file -> files.add(new StateFile(file.required("name").stringValue(),
                file.required("bytes").longValue(), file.required("sha256").stringValue())));
        return files;
    }

    private static Stream<JsonNode> items(JsonNode json, String name) {
        return json.required(name).valueStream();
    }

    private static double number(JsonNode json) {
        return json.isNull() ? Double.NaN : json.doubleValue();
    }

    private static double[] doubles(JsonNode json, String name) {
        return items(json, name).mapToDouble(ManifestJson::number).toArray();
    }

    private static long[] longs(JsonNode json, String name) {
        return items(json, name).mapToLong(JsonNode::longValue).toArray();
    }
}
