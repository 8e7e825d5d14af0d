package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.samples.SampleId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results of a batch: a line for each request, in any order, with the body of the response or with an error. OpenAI,
 * Groq, Together, Mistral and vLLM's {@code run_batch} write {@code {"custom_id", "response": {"status_code", "body"},
 * "error"}}, Anthropic {@code {"custom_id", "result": {"type", "message"}}}, and Gemini {@code {"key", "response"}}.
 * The generator is the model that the responses name.
 */
final class BatchResults implements FileKind {

    @Override
    public String description() {
        return "results of a batch (OpenAI, Groq, vLLM, Mistral, Anthropic, Gemini)";
    }

    @Override
    public List<String> keys() {
        return List.of("custom_id", "response", "error", "result");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && (beginning.has("custom_id", "response") || beginning.has("custom_id", "error")
                || beginning.has("custom_id", "result") || beginning.has("key", "response")
                || beginning.has("key", "error"));
    }

    @Override
    public boolean mayAskOneModelTwice() {
        return true;
    }

    @Override
    public void read(Reading reading) {
        Optional<String> only = Optional.empty();
        boolean looked = false;
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Item line = Item.of(item, items.where());
                Reply reply = reply(line);
                Optional<String> generator = reply.model();
                if (generator.isEmpty()) {
                    // A failed request names no model. It is the file's if there is one only.
                    only = looked ? only : onlyModel(reading);
                    looked = true;
                    generator = only.isPresent() || hasNoText(reply) ? only : Optional.of(reading.generator());
                }
                reply.reasons().forEach(reading::failed);
                reading.add(entry(line, reply, generator));
            }
        }
        if (looked && only.isEmpty()) {
            reading.note("failed requests of this file name no model; they count as missing outputs");
        }
    }

    private static boolean hasNoText(Reply reply) {
        return reply.outputs().stream().allMatch(output -> output == null);
    }

    private static Entry entry(Item line, Reply reply, Optional<String> generator) {
        SampleId id = line.id("custom_id").or(() -> line.id("key"))
                .orElseThrow(() -> line.missing("custom_id", "a string"));
        List<Answer> answers = generator.map(name -> new Answer(name, reply.outputs(), Map.of(), reply.cost())).stream()
                .toList();
        return Entry.at(line.where()).withId(id).withAnswers(answers);
    }

    /** The model of all responses of the file; empty if there are several, or none. */
    private static Optional<String> onlyModel(Reading reading) {
        Set<String> models = new LinkedHashSet<>();
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                models.addAll(reply(Item.of(item, items.where())).model().stream().toList());
            }
        }
        return models.size() == 1 ? models.stream().findFirst() : Optional.empty();
    }

    private static Reply reply(Item line) {
        Optional<Item> result = line.object("result");
        if (result.isPresent()) {
            return result.get().requiredText("type").equals("succeeded")
                    ? Reply.of(result.get().requiredObject("message"))
                    : Reply.failed(result.get().has("error")
                            ? Failure.of(result.get().json().get("error"))
                            : result.get().requiredText("type"));
        }
        JsonNode error = line.json().path("error");
        if (!error.isNull() && !error.isMissingNode()) {
            return Reply.failed(Failure.of(error));
        }
        Optional<Item> response = line.object("response");
        if (response.isEmpty()) {
            return Reply.failed("no response");
        }
        return response.get().has("body") || response.get().has("status_code")
                ? ofHttp(response.get())
                : Reply.of(response.get());
    }

    private static Reply ofHttp(Item response) {
        double status = response.number("status_code").orElse(200);
        Optional<Item> body = response.object("body");
        if (status >= 200 && status < 300 && body.isPresent()) {
            return Reply.of(body.get());
        }
        return Reply.failed(body.map(found -> found.json().get("error")).map(Failure::of)
                .orElse("status %.0f".formatted(status)));
    }
}
