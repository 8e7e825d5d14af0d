package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/**
 * FastChat's judgments of single answers to MT-bench: {@code {"question_id", "model", "judge", "score", "turn"}}. A
 * score of -1 stands for a judge that gave none.
 */
final class BenchJudgments implements FileKind {

    @Override
    public String description() {
        return "judgments of MT-bench";
    }

    @Override
    public List<String> keys() {
        return List.of("question_id", "model", "judge", "judgment", "score", "turn");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && beginning.has("question_id", "model", "judge", "score");
    }

    @Override
    public void read(Reading reading) {
        int turn = reading.options().turn();
        int failed = 0;
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Item line = Item.of(item, items.where());
                OptionalDouble score = line.number("score");
                if (score.isEmpty() || score.getAsDouble() < 0) {
                    failed++;
                } else if (line.number("turn").orElse(1) == turn) {
                    reading.add(Entry.at(line.where()).withId(line.requiredId("question_id"))
                            .withAnswers(List.of(new Answer(line.requiredText("model"), List.of(),
                                    Map.of("score", List.of(score.getAsDouble())), OptionalDouble.empty()))));
                }
            }
        }
        if (failed > 0) {
            reading.note("%d judgments have no score".formatted(failed));
        }
    }
}
