package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of HELM and its result.
 *
 * @param state
 *            the request state
 * @param adapter
 *            how the scenario was made into requests
 * @param where
 *            file, line and item
 */
record HelmState(ObjectNode state, JsonNode adapter, String where) {
    /** What HELM writes in place of texts that are not to be published. */
    private static final String REDACTED = "\\[redacted]|\\[encrypted_text_[0-9]+]";

    /** Whether the request asks how probable a reference is, instead of asking for an answer. */
    boolean isAboutReference() {
        return state.path("reference_index").isNumber();
    }

    Entry entry(HelmRun run, Reading reading) {
        ObjectNode instance = value(state, "instance").object();
        String id = id(instance);
        Optional<String> output = output();
        if (output.isEmpty()) {
            reading.failed(failure());
        }
        var key = HelmRun.Key.of(instance.path("id"), state.path("train_trial_index"), instance.path("perturbation"));
        Map<String, Double> scores = output.isPresent() ? run.scores().getOrDefault(key, Map.of()) : Map.of();
        if (!key.perturbation().isEmpty()) {
            reading.note("inputs that HELM changed to test robustness (perturbations) are samples of their own");
        }
        Entry entry = Entry.at(where).withId(key.perturbation().isEmpty() ? id : id + " " + key.perturbation())
                .withReferences(HelmInstances.references(instance))
                .withAnswers(List.of(Answer.of(model(), output.orElse(null), scores)));
        entry = HelmInstances.input(instance).or(this::prompt).map(entry::withInput).orElse(entry);
        return run.part().map(entry::ofPart).orElse(entry);
    }

    private String id(ObjectNode instance) {
        if (!instance.has("id")) {
            throw new SmoothieException(
                    "%s: no \"id\" of the instance; expected {\"instance\": {\"id\", \"input\", \"references\"}, \"request\", \"result\"}"
                            .formatted(where));
        }
        return value(instance, "id").scalar().orElseThrow(() -> value(instance, "id").unexpected("a string"));
    }

    /** The model, as the adapter names it, or the request. */
    private String model() {
        for (JsonNode named : List.of(adapter.path("model"), state.path("request").path("model"),
                adapter.path("model_deployment"), state.path("request").path("model_deployment"))) {
            if (!named.asString("").isBlank()) {
                return named.asString();
            }
        }
        throw new SmoothieException(
                "%s: no name of a model; expected one as \"model\" of \"adapter_spec\" or of \"request\""
                        .formatted(where));
    }

    private Optional<String> prompt() {
        JsonNode request = state.path("request");
        return Optional.of(request.path("prompt").asString("")).filter(text -> !text.isBlank())
                .or(() -> ChatText.ofMessages(request.path("messages"), UnaryOperator.identity()));
    }

    /** The text of the first completion; for a letter that stands for a choice, the choice. */
    private Optional<String> output() {
        JsonNode result = state.path("result");
        if (result.isMissingNode() || result.isNull()) {
            return Optional.empty();
        }
        value(state, "result").object();
        JsonNode completions = result.path("completions");
        if (!result.path("success").asBoolean(true) || completions.isEmpty() && !result.has("text")) {
            return Optional.empty();
        }
        if (!completions.path(0).has("text")) {
            throw new SmoothieException(
                    "%s: no \"text\" in the first of the \"completions\"; expected {\"completions\": [{\"text\": \"...\"}]}"
                            .formatted(where));
        }
        return new JsonValues(completions.path(0).path("text"), "the text of a completion", where).optionalText()
                .filter(text -> !text.isBlank() && !isRedacted(text)).map(this::mapped);
    }

    private String failure() {
        JsonNode result = state.path("result");
        String error = result.path("error").asString("").strip();
        return result.isMissingNode() || result.isNull()
                ? "the request was not executed"
                : error.isEmpty()
                        ? isRedacted(result.path("completions").path(0).path("text").asString(""))
                                ? "HELM wrote \"[redacted]\" in its place"
                                : "no text"
                        : JsonCursor.excerpt(error.lines().findFirst().orElse(error));
    }

    /** What a letter stands for. An answer that is no letter stays as it is. */
    private String mapped(String text) {
        JsonNode mapping = state.path("output_mapping");
        if (!mapping.isObject()) {
            return text;
        }
        String letter = text.strip();
        String pattern = adapter.path("output_mapping_pattern").asString("");
        if (!pattern.isEmpty()) {
            try {
                Matcher found = Pattern.compile(pattern).matcher(text);
                letter = !found.find() ? "" : found.groupCount() > 0 ? found.group(1) : found.group();
            } catch (PatternSyntaxException _) {
                // Python has patterns that Java has not.
            }
        }
        String choice = letter == null ? "" : mapping.path(letter.strip()).asString("");
        return choice.isBlank() || isRedacted(choice) ? text : choice;
    }

    static boolean isRedacted(String text) {
        return text.matches(REDACTED);
    }

    private JsonValues value(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            throw new SmoothieException(
                    "%s: no \"%s\"; expected a request state of HELM, {\"instance\", \"request\", \"result\"}"
                            .formatted(where, key));
        }
        return new JsonValues(value, "\"%s\"".formatted(key), where);
    }
}
