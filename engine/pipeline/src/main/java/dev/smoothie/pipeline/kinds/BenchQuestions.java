package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The questions of MT-bench or Arena-Hard: {@code {"question_id", "category", "turns", "reference"}}, where reference
 * has one for each turn, or {@code {"uid", "category", "prompt"}} of the newer Arena-Hard.
 */
final class BenchQuestions implements FileKind {
    private static final List<String> KEPT = List.of("category", "subcategory", "cluster");

    @Override
    public String description() {
        return "questions of MT-bench or Arena-Hard";
    }

    @Override
    public List<String> keys() {
        return List.of("question_id", "category", "turns");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && !beginning.has("choices") && !beginning.has("messages")
                && (beginning.has("question_id", "turns") || beginning.has("uid", "prompt"));
    }

    @Override
    public void read(Reading reading) {
        int fewer = 0;
        int lines = 0;
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                lines++;
                Optional<Entry> entry = entry(Item.of(item, items.where()), reading.options().turn());
                entry.ifPresent(reading::add);
                fewer += entry.isEmpty() ? 1 : 0;
            }
        }
        ModelAnswers.note(reading, fewer, lines);
    }

    /** The entry of a question; empty if it has fewer turns. */
    private static Optional<Entry> entry(Item line, int turn) {
        Entry entry = Entry.at(line.where()).withFields(fields(line));
        if (line.has("prompt")) {
            return turn > 1
                    ? Optional.empty()
                    : Optional.of(entry.withId(line.requiredId("uid")).withInput(line.requiredText("prompt")));
        }
        List<JsonNode> turns = line.requiredList("turns");
        if (turns.size() < turn) {
            return Optional.empty();
        }
        String input = Chat.text(turns.get(turn - 1)).orElseThrow(() -> line.failure(
                "turn %d is %s; expected a string, or an object with one as \"content\"".formatted(turn,
                        turns.get(turn - 1))));
        return Optional.of(entry.withId(line.requiredId("question_id")).withInput(input)
                .withReferences(references(line, turn)));
    }

    private static List<String> references(Item line, int turn) {
        List<String> references = line.texts("reference");
        return references.size() < turn || references.get(turn - 1) == null || references.get(turn - 1).isBlank()
                ? List.of()
                : List.of(references.get(turn - 1));
    }

    private static Map<String, JsonNode> fields(Item line) {
        var fields = new LinkedHashMap<String, JsonNode>();
        KEPT.forEach(key -> {
            if (line.has(key)) {
                fields.put(key, line.json().get(key));
            }
        });
        return fields;
    }
}
