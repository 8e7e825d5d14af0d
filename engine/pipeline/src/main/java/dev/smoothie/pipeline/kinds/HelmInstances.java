package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** HELM's {@code instances.json}: inputs and references of a scenario, without outputs. */
final class HelmInstances implements FileKind {

    @Override
    public String description() {
        return "instances of HELM (prompts and references)";
    }

    @Override
    public List<String> keys() {
        return List.of("input", "references", "split");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems()
                && beginning.items().stream().anyMatch(item -> item.path("input").path("text").isString()
                        && item.path("references").isArray() && !item.has("output") && !item.has("generations"));
    }

    @Override
    public void read(Reading reading) {
        Optional<String> part = HelmRun.partOf(reading);
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                String perturbation = item.path("perturbation").path("name").asString("");
                Entry entry = Entry.at(items.where()).withReferences(references(item));
                entry = input(item).map(entry::withInput).orElse(entry);
                entry = part.map(entry::ofPart).orElse(entry);
                if (item.has("id")) {
                    String id = new JsonValues(item.get("id"), "\"id\"", items.where()).scalar().orElse("");
                    entry = entry.withId(perturbation.isEmpty() ? id : id + " " + perturbation);
                }
                reading.add(entry);
            }
        }
    }

    /** What an instance asks. */
    static Optional<String> input(ObjectNode instance) {
        JsonNode input = instance.path("input");
        // In the first version, an input was a text.
        String text = input.asString(input.path("text").asString(""));
        return Optional.of(text).filter(found -> !found.isBlank() && !HelmState.isRedacted(found))
                .or(() -> ChatText.ofMessages(input.path("messages"), UnaryOperator.identity()));
    }

    /** The references of an instance that are right. */
    static List<String> references(ObjectNode instance) {
        var references = new ArrayList<String>();
        for (JsonNode reference : instance.path("references")) {
            boolean correct = false;
            for (JsonNode tag : reference.path("tags")) {
                correct |= tag.asString("").equals("correct");
            }
            JsonNode output = reference.path("output");
            String text = output.asString(output.path("text").asString(""));
            if (correct && !text.isBlank() && !HelmState.isRedacted(text)) {
                references.add(text);
            }
        }
        return references;
    }
}
