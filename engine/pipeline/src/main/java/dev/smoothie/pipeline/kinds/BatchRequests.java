package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.pipeline.samples.SampleId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests of a batch, which have the prompts: {@code {"custom_id", "body": {"messages"}}} of OpenAI, Groq, Together,
 * Mistral and vLLM (also {@code "prompt"} of completions and {@code "input"} of responses), {@code {"custom_id",
 * "params": {"messages"}}} of Anthropic, {@code {"key", "request": {"contents"}}} of Gemini.
 */
final class BatchRequests implements FileKind {
    private static final List<String> BODIES = List.of("body", "params", "request");

    @Override
    public String description() {
        return "requests of a batch (OpenAI, Groq, vLLM, Mistral, Anthropic, Gemini)";
    }

    @Override
    public List<String> keys() {
        return List.of("custom_id", "method", "url", "body");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && (beginning.has("custom_id", "body") || beginning.has("custom_id", "params")
                || (beginning.has("key", "request") && !beginning.has("key", "response")));
    }

    @Override
    public void read(Reading reading) {
        boolean systems = false;
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Item line = Item.of(item, items.where());
                SampleId id = line.id("custom_id").or(() -> line.id("key"))
                        .orElseThrow(() -> line.missing("custom_id", "a string"));
                Item body = body(line);
                Entry entry = Entry.at(line.where()).withId(id).withInput(prompt(body));
                Optional<String> system = system(body);
                systems |= system.isPresent();
                reading.add(system.isEmpty() ? entry : entry.withFields(Map.of("system", text(system.get()))));
            }
        }
        if (systems) {
            reading.note("the system messages of the requests are no part of the inputs; a prompt of generate can use "
                    + "them as {system}");
        }
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static Item body(Item line) {
        for (String key : BODIES) {
            Optional<Item> body = line.object(key);
            if (body.isPresent()) {
                return body.get();
            }
        }
        throw line.missing("body", "an object with the request");
    }

    private static String prompt(Item body) {
        return messages(body).map(Chat::prompt).orElseGet(() -> single(body))
                .orElseThrow(() -> body.missing("messages", "a list of messages with a text, a \"prompt\" or an "
                        + "\"input\""));
    }

    /** The messages of the request, if it has a list of them. */
    private static Optional<List<Item>> messages(Item body) {
        for (String key : List.of("messages", "contents", "input")) {
            if (body.json().path(key).isArray() && body.json().path(key).path(0).isObject()) {
                return Optional.of(body.objects(key));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> single(Item body) {
        for (String key : List.of("prompt", "input")) {
            if (body.has(key)) {
                List<String> texts = body.texts(key);
                if (texts.size() == 1) {
                    return Optional.ofNullable(texts.getFirst());
                }
                throw body.failure("\"%s%s\" has %d texts; expected one request for each prompt".formatted(body.path(),
                        key, texts.size()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> system(Item body) {
        return messages(body).flatMap(Chat::system)
                .or(() -> Chat.text(body.json().get("system")))
                .or(() -> Chat.text(body.json().get("instructions")))
                .or(() -> Chat.text(body.json().path("systemInstruction").get("parts")));
    }
}
