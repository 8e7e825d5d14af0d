package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.json.JsonValues;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import dev.smoothie.spi.SmoothieException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** AlpacaEval's {@code model_outputs.json}: a list of {@code {"instruction", "output", "generator"}} of one model. */
final class AlpacaEvalOutputs implements FileKind {

    @Override
    public String description() {
        return "outputs of AlpacaEval";
    }

    @Override
    public List<String> keys() {
        return List.of("instruction", "output", "generator");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && beginning.has("instruction", "output") && !beginning.has("candidates");
    }

    @Override
    public void read(Reading reading) {
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                reading.add(entry(reading, item, items.where()));
            }
        }
    }

    private static Entry entry(Reading reading, ObjectNode item, String where) {
        String instruction = value(item, "instruction", where).optionalText()
                .orElseThrow(() -> value(item, "instruction", where).unexpected("a string"));
        String generator = Item.of(item, where).name(reading.beginning().has("generator"), reading.generator(),
                "generator");
        return Entry.at(where).withInput(instruction).withAnswers(List.of(new Answer(generator,
                value(item, "output", where).repeats(), Map.of(), OptionalDouble.empty())));
    }

    private static JsonValues value(ObjectNode item, String key, String where) {
        JsonNode value = Optional.ofNullable(item.get(key)).orElseThrow(() -> new SmoothieException(
                "%s: no \"%s\"; expected the items of AlpacaEval's model_outputs.json, {\"instruction\", \"output\", \"generator\"}"
                        .formatted(where, key)));
        return new JsonValues(value, "\"%s\"".formatted(key), where);
    }
}
