package dev.smoothie.pipeline.writing;

import dev.smoothie.core.Routing;
import dev.smoothie.core.route.Router;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.pipeline.json.JsonText;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleReader;
import java.io.Writer;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes routes as JSON Lines, one object for each sample in the order of the input:
 * {@code {"id", "model", "generation", "quality": {…}, "error": {…}}}. The samples are read once more for their ids and
 * outputs, so that these need not be kept in memory.
 *
 * @param dataset
 *            the samples that were routed
 * @param generators
 *            names of the columns of the routing
 */
public record RouteWriter(Dataset dataset, List<String> generators) {
    /** Writes all routes to {@code out}, which stays open. */
    public void write(Routing routing, Writer out) {
        try (SampleReader samples = dataset.open();
                JsonGenerator json = Json.on(out)) {
            for (int index = 0; samples.hasNext(); index++) {
                write(json, samples.next(), routing, index);
                json.writeRaw('\n');
            }
        }
    }

    private void write(JsonGenerator json, Sample sample, Routing routing, int index) {
        int route = routing.routes()[index];
        json.writeStartObject();
        json.writeName("id");
        JsonText.write(json, sample.id());
        write(json, "model", route == Router.NONE ? null : generators.get(route));
        write(json, "generation", route == Router.NONE ? null : sample.output(generators.get(route)).orElse(null));
        write(json, "quality", routing.quality(index), routing.errors(index));
        write(json, "error", routing.errors(index), routing.errors(index));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, String value) {
        json.writeName(name);
        JsonText.write(json, value);
    }

    private void write(JsonGenerator json, String name, double[] values, double[] errors) {
        json.writeObjectPropertyStart(name);
        for (int generator = 0; generator < values.length; generator++) {
            json.writeName(generators.get(generator));
            if (Double.isNaN(errors[generator])) {
                json.writeNull();
            } else {
                json.writeNumber(values[generator]);
            }
        }
        json.writeEndObject();
    }
}
