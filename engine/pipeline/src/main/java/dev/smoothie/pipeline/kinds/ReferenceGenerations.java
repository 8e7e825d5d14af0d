package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonArrayFile;
import dev.smoothie.pipeline.readers.Answer;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.Entry;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Form;
import dev.smoothie.pipeline.readers.Reading;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The outputs of one model in the layout of the paper's reference code: a file {@code {"generations": [...]}} with one
 * element for each line of a dataset beside it.
 */
final class ReferenceGenerations implements FileKind {

    @Override
    public String description() {
        return "generations of the paper's code";
    }

    @Override
    public List<String> keys() {
        return List.of("generations");
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.form() == Form.OBJECT && beginning.first().path("generations").isArray()
                && !beginning.has("id") && !beginning.has("input");
    }

    @Override
    public void read(Reading reading) {
        String generator = reading.generator().replaceFirst("_(train|val|dev|test)$", "")
                .replaceFirst("_\\d+_gens$", "");
        try (JsonArrayFile items = JsonArrayFile.open(reading.file(), "generations")) {
            while (items.nextItem()) {
                reading.add(Entry.at(items.where()).withAnswers(List.of(new Answer(generator,
                        items.json().currentRepeats(generator), Map.of(), OptionalDouble.empty()))));
            }
        }
    }
}
