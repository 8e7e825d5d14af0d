package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results of promptfoo, as {@code promptfoo eval -o} writes them: one JSON object with a list of results, or, as JSON
 * Lines, one result on each line. Tests that are repeated have the same prompt, so they are joined by it.
 */
final class PromptfooResults implements FileKind {

    @Override
    public String description() {
        return "results of promptfoo";
    }

    @Override
    public List<String> keys() {
        return List.of("evalId", "results", "config", "provider", "vars", "response");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.form() == Form.OBJECT && inner(beginning.first())
                || beginning.isItems() && beginning.items().stream().anyMatch(PromptfooResults::isResult);
    }

    /** Whether the results are in an object of their own, or are the only object. */
    private static boolean inner(JsonNode file) {
        return list(file.path("results")) || list(file);
    }

    /** Whether an object has results; without any it is known by its prompts. */
    private static boolean list(JsonNode summary) {
        return summary.path("results").isArray() && (isResult(summary.path("results").path(0))
                || summary.path("results").isEmpty() && summary.has("prompts") && summary.has("stats"));
    }

    private static boolean isResult(JsonNode result) {
        return result.has("provider") && result.has("prompt") && (result.has("vars") || result.has("testCase"))
                && (result.has("response") || result.has("success") || result.has("failureReason"));
    }

    @Override
    public void read(Reading reading) {
        var columns = new PromptfooColumns();
        results(reading, columns::add);
        Map<String, String> names = columns.names();
        if (names.isEmpty()) {
            throw new SmoothieException(
                    "%s: no results; the evaluation was stopped, or its results were left out: write them anew with: promptfoo export eval ID -o FILE"
                            .formatted(reading.file().name()));
        }
        results(reading,
                result -> reading.add(result.entry(names.get(result.column()), columns.input(result), reading)));
    }

    private static void results(Reading reading, Consumer<PromptfooResult> taker) {
        Beginning beginning = reading.beginning();
        if (beginning.form() == Form.OBJECT && inner(beginning.first())) {
            String[] path = beginning.first().path("results").isObject()
                    ? new String[]{"results", "results"}
                    : new String[]{"results"};
            try (var items = JsonArrayFile.open(reading.file(), path)) {
                while (items.nextItem()) {
                    taker.accept(PromptfooResult.of(items.json().currentTree(), items.where()));
                }
            }
            return;
        }
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                taker.accept(new PromptfooResult(item, items.where()));
            }
        }
    }
}
