package dev.smoothie.plugin.replay;

import dev.smoothie.spi.SmoothieException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads the outputs of one generator from a file of outputs. */
final class GenerationsFile {
    private static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();

    private GenerationsFile() {}

    /**
     * The outputs of a generator by the id of the sample, or by its line if it has no id, and by its input. Of several
     * outputs for one sample, the first is taken.
     *
     * @throws SmoothieException
     *             if the file cannot be read, is not JSON lines, or has no output of the generator at all
     */
    static RecordedAnswers read(Path file, String generator) {
        var outputs = new RecordedAnswers();
        long number = 0;
        try (BufferedReader lines = open(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var column = new Column(generator, Long.toString(number));
                column.read(line);
                outputs.add(column.id, column.input, column.output);
            }
        } catch (NoSuchFileException e) {
            throw new SmoothieException("replay: %s: no such file".formatted(file.toAbsolutePath()), e);
        } catch (IOException e) {
            throw new SmoothieException("replay: %s: cannot read: %s".formatted(file, e.getMessage()), e);
        } catch (JacksonException e) {
            throw new SmoothieException(
                    "replay: %s:%d: expected a sample as a JSON object: %s".formatted(file, number,
                            e.getOriginalMessage()),
                    e);
        }
        if (outputs.isEmpty()) {
            throw new SmoothieException("replay: %s: no output of '%s' in \"generations\" of any line".formatted(file,
                    generator));
        }
        return outputs;
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return new BufferedReader(
                new InputStreamReader(gzip ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
    }

    /** The output of the generator that a line has. */
    private static final class Column {
        private final String generator;
        private String id;
        private String input;
        private String output;

        Column(String generator, String defaultId) {
            this.generator = generator;
            this.id = defaultId;
        }

        void read(String line) {
            try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = json.currentName();
                    JsonToken value = json.nextToken();
                    if (key.equals("id") && value != null && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                        id = json.getString();
                    } else if (key.equals("input") && value == JsonToken.VALUE_STRING) {
                        input = json.getString();
                    } else if (key.equals("generations") && value == JsonToken.START_OBJECT) {
                        generations(json);
                    } else {
                        json.skipChildren();
                    }
                }
            }
        }

        private void generations(JsonParser json) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean ours = json.currentName().equals(generator);
                JsonToken value = json.nextToken();
                if (ours && value == JsonToken.VALUE_STRING) {
                    output = json.getString();
                } else if (ours && value == JsonToken.START_ARRAY) {
                    first(json);
                } else {
                    json.skipChildren();
                }
            }
        }

        private void first(JsonParser json) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (output == null && json.currentToken() == JsonToken.VALUE_STRING) {
                    output = json.getString();
                } else {
                    json.skipChildren();
                }
            }
        }
    }
}
