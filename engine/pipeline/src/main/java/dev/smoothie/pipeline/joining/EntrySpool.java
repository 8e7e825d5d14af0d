package dev.smoothie.pipeline.joining;

import dev.smoothie.core.files.IoReason;
import dev.smoothie.core.files.TemporaryFiles;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.json.JsonTree;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.spi.SmoothieException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Entries in a temporary file: first all are added, then any may be read. Deletes the file when it is closed. For one
 * thread.
 */
final class EntrySpool implements AutoCloseable {
    private final Path file;
    private final OutputStream out;
    private long[] ends = new long[1 << 10];
    private int size;
    private FileChannel in;

    EntrySpool() {
        try {
            file = TemporaryFiles.create();
            out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static SmoothieException failure(IOException e) {
        return new SmoothieException(
                "cannot keep samples in a temporary file: %s; the variable TMPDIR names another folder for it"
                        .formatted(IoReason.of(e)),
                e);
    }

    void add(Entry entry) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.on(bytes)) {
            write(json, entry);
        }
        try {
            bytes.writeTo(out);
        } catch (IOException e) {
            throw failure(e);
        }
        if (size + 1 >= ends.length) {
            ends = Arrays.copyOf(ends, Math.multiplyExact(2, ends.length));
        }
        ends[size + 1] = ends[size] + bytes.size();
        size++;
    }

    private static void write(JsonGenerator json, Entry entry) {
        json.writeStartObject();
        text(json, "part", entry.part());
        entry.id().ifPresent(id -> {
            json.writeName("id");
            JsonText.write(json, id);
        });
        text(json, "identity", entry.identity());
        text(json, "input", entry.input());
        json.writeArrayPropertyStart("references");
        entry.references().forEach(reference -> JsonText.write(json, reference));
        json.writeEndArray();
        json.writeStringProperty("where", entry.where());
        json.writeObjectPropertyStart("fields");
        entry.fields().forEach((name, value) -> {
            json.writeName(name);
            JsonTree.write(json, value);
        });
        json.writeEndObject();
        json.writeArrayPropertyStart("answers");
        entry.answers().forEach(answer -> write(json, answer));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, Optional<String> value) {
        value.ifPresent(text -> {
            json.writeName(name);
            JsonText.write(json, text);
        });
    }

    private static void write(JsonGenerator json, Answer answer) {
        json.writeStartObject();
        text(json, "generator", Optional.of(answer.generator()));
        json.writeArrayPropertyStart("outputs");
        answer.outputs().forEach(output -> JsonText.write(json, output));
        json.writeEndArray();
        json.writeObjectPropertyStart("scores");
        answer.scores().forEach((name, values) -> {
            json.writeArrayPropertyStart(name);
            values.forEach(json::writeNumber);
            json.writeEndArray();
        });
        json.writeEndObject();
        answer.cost().ifPresent(cost -> json.writeNumberProperty("cost", cost));
        json.writeEndObject();
    }

    /** The entry that was added as number {@code index}, from 0. Nothing can be added any more. */
    Entry get(int index) {
        try {
            if (in == null) {
                out.close();
                in = FileChannel.open(file, StandardOpenOption.READ);
            }
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(ends[index + 1] - ends[index]));
            while (bytes.hasRemaining() && in.read(bytes, ends[index] + bytes.position()) >= 0) {
                // reads on
            }
            return entry(JsonCursor.tree(bytes.array()));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static Entry entry(JsonNode of) {
        var fields = new LinkedHashMap<String, JsonNode>();
        of.get("fields").properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        var answers = new ArrayList<Answer>();
        of.get("answers").forEach(answer -> answers.add(answer(answer)));
        JsonNode id = of.get("id");
        return new Entry(text(of, "part"),
                id == null ? Optional.empty() : Optional.of(new SampleId(id.asString(), id.isNumber())),
                text(of, "identity"), text(of, "input"), answers, texts(of.get("references")), fields,
                of.get("where").stringValue());
    }

    private static Answer answer(JsonNode of) {
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        of.get("scores").properties().forEach(score -> {
            var values = new ArrayList<Double>();
            score.getValue().forEach(value -> values.add(value.doubleValue()));
            scores.put(score.getKey(), values);
        });
        return new Answer(of.get("generator").stringValue(), texts(of.get("outputs")), scores,
                of.has("cost") ? OptionalDouble.of(of.get("cost").doubleValue()) : OptionalDouble.empty());
    }

    private static Optional<String> text(JsonNode of, String name) {
        return of.has(name) ? Optional.of(of.get(name).stringValue()) : Optional.empty();
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(text -> texts.add(text.isNull() ? null : text.stringValue()));
        return texts;
    }

    @Override
    public void close() {
        try {
            out.close();
            if (in != null) {
                in.close();
            }
        } catch (IOException _) {
            // The file is deleted in any case.
        }
        TemporaryFiles.delete(file);
    }
}
