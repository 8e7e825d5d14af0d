package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * AlpacaEval's {@code annotations.json}: {@code {"instruction", "output_1", "generator_1", "output_2", "generator_2",
 * "preference"}}, where 1 prefers the first output, that of the baseline, and 2 the second. The score of the second
 * generator is how far its output was preferred, from 0 to 1; the baseline has none, so that its outputs are left out.
 */
final class AlpacaEvalAnnotations implements FileKind {

    @Override
    public String description() {
        return "annotations of AlpacaEval";
    }

    @Override
    public List<String> keys() {
        return List.of("instruction", "output_1", "generator_1", "output_2", "generator_2", "preference");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && beginning.has("instruction", "output_1", "output_2", "generator_2");
    }

    @Override
    public void read(Reading reading) {
        Set<String> baselines = new LinkedHashSet<>();
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                Item line = Item.of(item, items.where());
                line.text("generator_1").ifPresent(baselines::add);
                OptionalDouble preference = line.number("preference");
                Map<String, List<Double>> scores = preference.isEmpty()
                        ? Map.of()
                        : Map.of("preference", List.of(preference.getAsDouble() - 1));
                reading.add(Entry.at(line.where()).withInput(line.requiredText("instruction"))
                        .withAnswers(
                                List.of(new Answer(line.requiredText("generator_2"), line.texts("output_2"), scores,
                                        OptionalDouble.empty()))));
            }
        }
        if (!baselines.isEmpty()) {
            reading.note("scores are preferences over %s, whose own outputs are left out".formatted(
                    String.join(", ", baselines)));
        }
    }
}
