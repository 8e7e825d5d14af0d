package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A result of promptfoo: one test, with one prompt, by one provider.
 *
 * @param json
 *            the result
 * @param where
 *            file, line and item
 */
record PromptfooResult(ObjectNode json, String where) {
    /** A test that could not be run; other tests have an "error" if an assertion rejects the output. */
    private static final int ERROR = 2;

    static PromptfooResult of(JsonNode result, String where) {
        return new PromptfooResult(new JsonValues(result, "a result", where).object(), where);
    }

    /** The provider, by its label or else its id. */
    String provider() {
        JsonNode provider = json.path("provider");
        return List.of(provider.asString(""), provider.path("label").asString(""), provider.path("id").asString(""))
                .stream().filter(name -> !name.isBlank()).findFirst().orElseThrow(() -> new SmoothieException(
                        "%s: no provider; expected a result of promptfoo, {\"provider\": {\"id\"}, \"prompt\": {\"raw\"}, \"vars\", \"response\": {\"output\"}}"
                                .formatted(where)));
    }

    /** The column of promptfoo's table that it is in: a provider with a prompt. */
    String column() {
        JsonNode index = json.path("promptIdx");
        return index.isNumber() ? index.asString() : provider() + "\n" + template();
    }

    /** The prompt before the variables were put into it. */
    String template() {
        return json.path("prompt").path("label").asString(json.path("promptId").asString(""));
    }

    /** The test, as long as the file has one number for each. */
    String test() {
        return json.path("testIdx").isNumber() ? json.path("testIdx").asString() : variables();
    }

    /** The prompt that was sent; empty if the file has none. */
    Optional<String> prompt() {
        return Optional.of(json.path("prompt").path("raw").asString("")).filter(text -> !text.isBlank())
                .map(ChatText::ofPrompt);
    }

    /** The variables of the test: the value of the only one, or all with their names. */
    String variables() {
        JsonNode variables = json.path("vars").isObject() ? json.path("vars") : json.path("testCase").path("vars");
        var texts = new LinkedHashMap<String, String>();
        variables.properties().forEach(variable -> {
            if (!variable.getKey().startsWith("_") && !variable.getKey().equals("sessionId")) {
                texts.put(variable.getKey(), text(variable.getValue()));
            }
        });
        return texts.size() == 1
                ? texts.values().iterator().next()
                : texts.entrySet().stream().map(variable -> variable.getKey() + ": " + variable.getValue())
                        .collect(Collectors.joining("\n"));
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asString() : value.toString();
    }

    Entry entry(String generator, String input, Reading reading) {
        Optional<String> output = output();
        if (output.isEmpty()) {
            reading.failed(failure());
        }
        Answer answer = Answer.of(generator, output.orElse(null), output.isPresent() ? scores() : Map.of());
        JsonNode cost = json.has("cost") ? json.path("cost") : json.path("response").path("cost");
        if (cost.isNumber() && cost.doubleValue() > 0 && Double.isFinite(cost.doubleValue())) {
            answer = answer.costing(cost.doubleValue());
        }
        return Entry.at(where).withInput(input).withAnswers(List.of(answer));
    }

    /** What the provider answered; an object as JSON. */
    private Optional<String> output() {
        JsonNode response = json.path("response");
        if (!response.isMissingNode() && !response.isNull() && !response.isString()) {
            new JsonValues(response, "\"response\"", where).object();
        }
        JsonNode output = response.isString() ? response : response.path("output");
        if (json.path("failureReason").asInt(0) == ERROR || output.isMissingNode() || output.isNull()) {
            return Optional.empty();
        }
        return Optional.of(text(output)).filter(text -> !text.isBlank());
    }

    private String failure() {
        String error = json.path("error").asString(json.path("response").path("error").asString("")).strip();
        return error.isEmpty() ? "no output" : JsonCursor.excerpt(error.lines().findFirst().orElse(error));
    }

    /** How good the output is, if the test asserts anything. */
    private Map<String, Double> scores() {
        var scores = new LinkedHashMap<String, Double>();
        JsonNode grading = json.path("gradingResult");
        boolean asserted = !json.path("testCase").path("assert").isEmpty()
                || !grading.path("componentResults").isEmpty()
                || json.path("testCase").isMissingNode();
        if (asserted && json.path("score").isNumber()) {
            scores.put("score", json.path("score").doubleValue());
        }
        if (asserted && json.path("success").isBoolean()) {
            scores.put("success", json.path("success").booleanValue() ? 1.0 : 0.0);
        }
        json.path("namedScores").properties().forEach(named -> {
            if (named.getValue().isNumber()) {
                scores.putIfAbsent(named.getKey(), named.getValue().doubleValue());
            }
        });
        scores.values().removeIf(value -> !Double.isFinite(value));
        return scores;
    }
}
