package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * HELM's {@code scenario_state.json}: what one model was asked in one scenario, and what it answered. Trials with other
 * examples in the prompt are repeats; inputs that were changed to test the model's robustness are samples of their own.
 */
final class HelmStates implements FileKind {

    @Override
    public String description() {
        return "requests and answers of HELM (scenario_state.json)";
    }

    @Override
    public List<String> keys() {
        return List.of("adapter_spec", "request_states");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.form() == Form.OBJECT && beginning.has("request_states");
    }

    @Override
    public void read(Reading reading) {
        JsonNode adapter = adapter(reading);
        HelmRun run = HelmRun.of(reading);
        int requests = 0;
        int references = 0;
        try (JsonArrayFile states = JsonArrayFile.open(reading.file(), "request_states")) {
            while (states.nextItem()) {
                requests++;
                JsonNode tree = states.json().currentTree();
                var state = new HelmState(new JsonValues(tree, "a request state", states.where()).object(), adapter,
                        states.where());
                if (state.isAboutReference()) {
                    references++;
                } else {
                    reading.add(state.entry(run, reading));
                }
            }
        }
        if (requests == references) {
            throw nothing(reading, requests);
        }
    }

    private static SmoothieException nothing(Reading reading, int requests) {
        return new SmoothieException(requests == 0
                ? "%s: no request states; expected those of a run of HELM that was executed"
                        .formatted(reading.file().name())
                : "%s: no outputs: in this run, HELM asked how probable each reference is, and the model wrote no answer; give a run with another method, such as multiple_choice_joint"
                        .formatted(reading.file().name()));
    }

    /** How the scenario was made into requests, which names the model. */
    private static JsonNode adapter(Reading reading) {
        try (JsonCursor json = JsonCursor.over(reading.file().open())) {
            json.expect(JsonToken.START_OBJECT, "a scenario state of HELM, which is a JSON object");
            for (String key = json.key(); key != null; key = json.key()) {
                if (key.equals("adapter_spec")) {
                    return json.tree();
                }
                json.skip();
            }
        }
        return MissingNode.getInstance();
    }
}
