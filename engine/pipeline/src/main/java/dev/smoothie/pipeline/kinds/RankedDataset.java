package dev.smoothie.pipeline.kinds;

import dev.smoothie.pipeline.json.JsonItems;
import dev.smoothie.pipeline.readers.Beginning;
import dev.smoothie.pipeline.readers.FileKind;
import dev.smoothie.pipeline.readers.Reading;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dataset that the paper's code makes of MixInstruct: in place of references it has the rank of each output, {@code
 * "reference": {"an output": 2, "another": 1}}.
 */
final class RankedDataset implements FileKind {
    private static final String REFERENCE = "reference";

    @Override
    public String description() {
        return "a dataset of the paper's code with ranks";
    }

    @Override
    public List<String> keys() {
        return List.of("embedding_input", "multi_model_prompt", REFERENCE);
    }

    @Override
    public boolean recognises(Beginning beginning) {
        return beginning.isItems() && beginning.has("embedding_input")
                && beginning.items().stream().anyMatch(item -> item.path(REFERENCE).isObject());
    }

    @Override
    public void read(Reading reading) {
        try (JsonItems items = reading.items()) {
            for (ObjectNode item = items.next(); item != null; item = items.next()) {
                if (item.path(REFERENCE).isObject()) {
                    item.remove(REFERENCE);
                }
                reading.add(OwnSamples.entry(item, items.where()));
            }
        }
        reading.note("the ranks of the outputs are not read; give MixInstruct's own file for scores");
    }
}
