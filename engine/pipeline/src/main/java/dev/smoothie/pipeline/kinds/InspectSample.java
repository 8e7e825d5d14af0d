package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonCursor;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A sample in a log of Inspect.
 *
 * @param json
 *            the sample, without what happened on the way to its output
 * @param where
 *            file and line or item
 * @param attachments
 *            the long texts that are kept beside the sample, by name; null for a name that there is not
 */
record InspectSample(ObjectNode json, String where, UnaryOperator<String> attachments) {
    /** What is large, and no part of question, answer or scores. */
    private static final Set<String> PASSED_OVER = Set.of("events", "events_data", "transcript", "messages", "store",
            "message_pool", "timelines", "metadata", "sandbox", "files", "setup", "error_retries");
    private static final String ATTACHMENT = "attachment://";

    /** Reads the sample whose first token was taken. */
    static InspectSample read(JsonCursor cursor, String where) {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            throw cursor.unexpected("a sample, which is an object");
        }
        ObjectNode sample = JsonNodeFactory.instance.objectNode();
        for (String key = cursor.key(); key != null; key = cursor.key()) {
            if (PASSED_OVER.contains(key)) {
                cursor.skip();
            } else {
                sample.set(key, cursor.tree());
            }
        }
        return new InspectSample(sample, where, name -> sample.path("attachments").path(name).asString(null));
    }

    /** The same with attachments that are kept elsewhere. */
    InspectSample withAttachments(UnaryOperator<String> elsewhere) {
        return new InspectSample(json, where, elsewhere);
    }

    /** What it tells: the question, and the answer of the model or why there is none. */
    Entry entry(InspectHeader header, Reading reading) {
        Optional<String> output = output();
        if (output.isEmpty()) {
            reading.failed(failure());
        }
        Map<String, Double> scores = output.isPresent() ? new InspectScores(header).of(json) : Map.of();
        Answer answer = Answer.of(header.model(), output.orElse(null), scores);
        Entry entry = Entry.at(where).withReferences(targets())
                .withAnswers(List.of(cost().map(answer::costing).orElse(answer)));
        entry = value("id").id().map(entry::withId).orElse(entry);
        entry = input().map(entry::withInput).orElse(entry);
        return header.task().map(entry::ofPart).orElse(entry);
    }

    private Optional<String> input() {
        JsonNode input = json.path("input");
        return input.isString()
                ? Optional.of(resolve(input.stringValue()))
                : ChatText.ofMessages(input, this::resolve);
    }

    /** The target, or the targets any of which is right. */
    private List<String> targets() {
        List<String> targets = new ArrayList<>(json.has("target") ? value("target").texts() : List.of());
        targets.replaceAll(this::resolve);
        targets.removeIf(String::isBlank);
        return targets;
    }

    /** The text of the model's last message; empty if there is none or a blank one. */
    private Optional<String> output() {
        JsonNode output = json.path("output");
        if (!output.isMissingNode() && !output.isNull()) {
            value("output").object();
        }
        if (!json.path("error").isMissingNode() && !json.path("error").isNull()) {
            return Optional.empty();
        }
        JsonNode content = output.path("choices").path(0).path("message").path("content");
        return ChatText.of(content, this::resolve).filter(text -> !text.isBlank())
                .or(() -> ChatText.of(output.path("completion"), this::resolve))
                .filter(text -> !text.isBlank());
    }

    /** Why there is no output. */
    private String failure() {
        JsonNode error = json.path("error");
        JsonNode output = json.path("output");
        String message = error.isString() ? error.stringValue() : error.path("message").asString("");
        if (message.isBlank()) {
            message = output.path("error").asString("");
        }
        if (message.isBlank()) {
            String reason = output.path("choices").path(0).path("stop_reason").asString("");
            message = reason.isEmpty() ? "the model gave no output" : "no text (stop reason %s)".formatted(reason);
        }
        return JsonCursor.excerpt(message.strip().lines().findFirst().orElse(""));
    }

    /** What the calls of models for this sample cost, if Inspect knew the prices. */
    private Optional<Double> cost() {
        double cost = 0;
        boolean known = false;
        for (JsonNode usage : json.path("model_usage")) {
            if (usage.path("total_cost").isNumber()) {
                cost += usage.path("total_cost").doubleValue();
                known = true;
            }
        }
        return known && cost >= 0 && Double.isFinite(cost) ? Optional.of(cost) : Optional.empty();
    }

    /** A long text is replaced by the place of an attachment. */
    private String resolve(String text) {
        if (!text.startsWith(ATTACHMENT)) {
            return text;
        }
        String name = text.substring(ATTACHMENT.length());
        String attachment = attachments.apply(name);
        if (attachment == null) {
            throw new SmoothieException(
                    "%s: the text %s is not among the attachments of the sample".formatted(where, name));
        }
        return attachment;
    }

    private JsonValues value(String key) {
        JsonNode value = json.get(key);
        if (value == null && key.equals("id")) {
            throw new SmoothieException(
                    "%s: no \"id\"; expected a sample of Inspect, {\"id\", \"epoch\", \"input\", \"target\", \"output\", \"scores\", ...}"
                            .formatted(where));
        }
        return new JsonValues(value, "\"%s\"".formatted(key), where);
    }
}
