package dev.smoothie.pipeline.writing;

import dev.smoothie.core.Routing;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.SampleBlock;
import dev.smoothie.pipeline.formats.SampleText;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.views.View;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * Writes routes as JSON Lines, one object for each sample in the order of the input:
 * {@code {"id", "model", "generation", "quality": {…}, "error": {…}}}. The samples are gone through once more for their
 * ids and outputs, so that these need not be kept in memory. All threads write blocks of samples to memory, which are
 * then written to the file in order.
 *
 * @param dataset
 *            the samples that were routed
 * @param generators
 *            names of the columns of the routing
 * @param view
 *            where a generator has several outputs for a sample, the first is written in which this finds something
 */
public record RouteWriter(Dataset dataset, List<String> generators, View view) {
    /** Writes all routes to {@code out}, which stays open. */
    public void write(Routing routing, OutputStream out, Workers workers) {
        List<SerializableString> names = generators.stream().<SerializableString>map(SerializedString::new).toList();
        dataset.inBlocks(workers, Extra.NOTHING, samples -> new Lines(routing, names).of(samples), lines -> {
            try {
                lines.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Writes the routes of one block of samples. For one thread. */
    private final class Lines {
        private final Routing routing;
        private final List<SerializableString> names;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        private final JsonGenerator json = Json.on(bytes);
        /** The numbers that were written last. One row of errors holds for all samples if they are estimated together. */
        private double[] errors = {};
        private SerializableString numbers;

        Lines(Routing routing, List<SerializableString> names) {
            this.routing = routing;
            this.names = names;
        }

        ByteArrayOutputStream of(SampleBlock samples) {
            for (int rank = 0; rank < samples.size(); rank++) {
                write(samples.get(rank));
                json.writeRaw('\n');
            }
            json.close();
            return bytes;
        }

        private void write(SampleText sample) {
            int route = routing.routes()[sample.index()];
            json.writeStartObject();
            json.writeName("id");
            sample.writeId(json);
            json.writeName("model");
            if (route == Router.NONE) {
                json.writeNull();
            } else {
                json.writeString(names.get(route));
            }
            json.writeName("generation");
            if (route == Router.NONE) {
                json.writeNull();
            } else {
                sample.writeOutput(json, generators.get(route), view::says);
            }
            numbers(routing.errors(sample.index()));
            json.writeEndObject();
        }

        private void numbers(double[] row) {
            if (!Arrays.equals(row, errors)) {
                errors = row;
                numbers = null;
                numbers(json);
            } else {
                if (numbers == null) {
                    String object = Json.line(line -> {
                        line.writeStartObject();
                        numbers(line);
                        line.writeEndObject();
                    });
                    numbers = new SerializedString("," + object.substring(1, object.length() - 1));
                }
                json.writeRaw(numbers);
            }
        }

        private void numbers(JsonGenerator to) {
            numbers(to, "quality", routing.quality(errors));
            numbers(to, "error", errors);
        }

        private void numbers(JsonGenerator to, String name, double[] values) {
            to.writeObjectPropertyStart(name);
            for (int generator = 0; generator < values.length; generator++) {
                to.writeName(names.get(generator));
                Json.significant(to, Double.isNaN(errors[generator]) ? Double.NaN : values[generator]);
            }
            to.writeEndObject();
        }
    }
}
