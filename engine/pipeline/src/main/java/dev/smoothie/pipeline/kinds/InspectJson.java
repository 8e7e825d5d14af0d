package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import java.util.List;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A log of Inspect as one JSON object. Epochs are repeats. */
final class InspectJson implements FileKind {

    @Override
    public String description() {
        return "a log of Inspect";
    }

    @Override
    public List<String> keys() {
        return List.of("version", "status", "eval", "plan", "samples");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        JsonNode first = beginning.first();
        return beginning.form() == Form.OBJECT && first.path("eval").isObject()
                && (first.path("eval").has("model") || first.path("eval").has("task"))
                && (first.has("samples") || first.has("status") || first.has("plan"));
    }

    @Override
    public void read(Reading reading) {
        Header header = header(reading);
        if (!header.samples()) {
            throw header.of().withoutSamples(reading.file().name());
        }
        int count = 0;
        try (JsonArrayFile samples = JsonArrayFile.open(reading.file(), "samples")) {
            while (samples.nextItem()) {
                reading.add(InspectSample.read(samples.json(), samples.where()).entry(header.of(), reading));
                count++;
            }
        }
        if (count == 0) {
            throw header.of().withoutSamples(reading.file().name());
        }
    }

    /** The header, and whether there is a list of samples. */
    private record Header(InspectHeader of, boolean samples) {}

    /** Reads the header first, because some of it follows the samples. */
    private static Header header(Reading reading) {
        JsonNode evaluation = MissingNode.getInstance();
        JsonNode results = MissingNode.getInstance();
        String status = "unknown";
        boolean samples = false;
        try (JsonCursor json = JsonCursor.over(reading.file().open())) {
            json.expect(JsonToken.START_OBJECT, "a log of Inspect, which is a JSON object");
            for (String key = json.key(); key != null; key = json.key()) {
                switch (key) {
                    case "eval" -> evaluation = json.tree();
                    case "results" -> results = json.tree();
                    case "status" -> status = json.tree().asString("unknown");
                    case "samples" -> {
                        JsonToken start = json.next();
                        samples = start != JsonToken.VALUE_NULL;
                        if (samples && start != JsonToken.START_ARRAY) {
                            throw json.unexpected("a list for \"samples\"");
                        }
                        json.skipRest();
                    }
                    default -> json.skip();
                }
            }
        }
        return new Header(InspectHeader.of(evaluation, results, status, reading.file().name()), samples);
    }
}
