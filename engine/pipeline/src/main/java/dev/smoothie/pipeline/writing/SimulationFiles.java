package dev.smoothie.pipeline.writing;

import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.vectors.Npy;
import dev.smoothie.pipeline.json.Json;
import dev.smoothie.simulation.Scenario;
import dev.smoothie.simulation.Simulation;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Writes an artificial set as files that every command can read, and the truth beside them:
 *
 * <ul>
 * <li>{@code NAME.jsonl}: the samples, with placeholders for texts. {@code scores} are {@code −‖λ − z*‖²}, so higher is
 * better; {@code error} is the true δ of each generator for the sample's topic;
 * <li>{@code NAME.inputs.npy} {@code [n, d]} and {@code NAME.outputs.npy} {@code [n, m, d]}; a missing output is zeros;
 * <li>{@code NAME.truth.json}: the true δ over all samples and in each topic, and the true correlations.
 * </ul>
 *
 * @param scenario
 *            what is drawn
 */
public record SimulationFiles(Scenario scenario) {
    /** Writes the files, each whole or not at all, and returns their paths. Holds one sample in memory at a time. */
    public List<Path> write(Path name) {
        var simulation = new Simulation(scenario);
        Path samples = beside(name, ".jsonl");
        Path inputs = beside(name, ".inputs.npy");
        Path outputs = beside(name, ".outputs.npy");
        Path truth = beside(name, ".truth.json");
        long n = scenario.samples();
        Npy.write(inputs, new long[]{n, scenario.dimension()}, row -> simulation.input((int) row));
        Npy.write(outputs, new long[]{n, scenario.generators(), scenario.dimension()}, new OutputRows(simulation));
        write(samples, json -> samples(json, simulation));
        write(truth, this::truth);
        return List.of(samples, inputs, outputs, truth);
    }

    private static Path beside(Path name, String suffix) {
        return name.resolveSibling(name.getFileName() + suffix);
    }

    /** The name of a generator: {@code model-1} is column 0. */
    public static String name(int generator) {
        return "model-" + (generator + 1);
    }

    /** The rows of the outputs, sample after sample. For use by one thread. */
    private static final class OutputRows implements Npy.Rows {
        private final Simulation simulation;
        private float[][] sample;

        OutputRows(Simulation simulation) {
            this.simulation = simulation;
        }

        @Override
        public float[] next(long row) {
            int m = simulation.scenario().generators();
            int generator = (int) (row % m);
            if (generator == 0) {
                sample = simulation.outputs((int) (row / m));
            }
            return sample[generator] == null ? new float[simulation.scenario().dimension()] : sample[generator];
        }
    }

    private interface Content {
        void write(JsonGenerator json);
    }

    private static void write(Path path, Content content) {
        try (OutputFile file = OutputFile.at(path)) {
            Writer out = file.writer();
            try (JsonGenerator json = Json.on(out)) {
                content.write(json);
            }
            file.commit();
        }
    }

    private void samples(JsonGenerator json, Simulation simulation) {
        for (int index = 0; index < scenario.samples(); index++) {
            int original = simulation.original(index);
            double[] off = simulation.squaredErrors(index);
            double[] scores = Arrays.stream(off).map(squared -> -squared).toArray();
            String topic = "topic-%d".formatted(simulation.topic(index) + 1);
            json.writeStartObject();
            json.writeStringProperty("id", "s" + index);
            json.writeStringProperty("dataset", topic);
            json.writeStringProperty("input", "%s, question %d".formatted(topic, original));
            json.writeObjectPropertyStart("generations");
            for (int generator = 0; generator < off.length; generator++) {
                json.writeName(name(generator));
                json.writeString(Double.isNaN(off[generator])
                        ? null
                        : "%s on question %d".formatted(name(scenario.origin(generator)), original));
            }
            json.writeEndObject();
            numbers(json, "scores", scores);
            numbers(json, "error", simulation.errors(index));
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private void truth(JsonGenerator json) {
        int m = scenario.generators();
        json.writeStartObject();
        numbers(json, "error", scenario.meanErrors());
        json.writeObjectPropertyStart("topics");
        for (int topic = 0; topic < scenario.topics(); topic++) {
            double[] errors = scenario.errors()[topic];
            double[] ofAll = new double[m];
            Arrays.setAll(ofAll, generator -> errors[scenario.origin(generator)]);
            numbers(json, "topic-%d".formatted(topic + 1), ofAll);
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("correlated");
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                if (scenario.correlation(i, j) > 0) {
                    json.writeStartObject();
                    json.writeStringProperty("first", name(i));
                    json.writeStringProperty("second", name(j));
                    json.writeNumberProperty("correlation", scenario.correlation(i, j));
                    json.writeEndObject();
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** Writes one number for each generator, without those that are NaN. */
    private static void numbers(JsonGenerator json, String property, double[] values) {
        json.writeObjectPropertyStart(property);
        for (int generator = 0; generator < values.length; generator++) {
            if (!Double.isNaN(values[generator])) {
                json.writeNumberProperty(name(generator), values[generator]);
            }
        }
        json.writeEndObject();
    }
}
