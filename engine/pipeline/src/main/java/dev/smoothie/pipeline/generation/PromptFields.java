package dev.smoothie.pipeline.generation;

import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.formats.FieldsReader;
import dev.smoothie.pipeline.formats.OtherFields;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.pipeline.samples.SampleId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * What is written of the prompts beside their outputs, sample by sample: their fields that are not about outputs, and
 * the id that they have under another name if none has an {@code id}. Whoever opened it closes it.
 */
final class PromptFields implements AutoCloseable {
    private static final String ID = "id";
    /** Other names of ids, in the order in which they are tried. */
    private static final List<String> IDS = List.of("uid", "_id", "custom_id", "sample_id", "prompt_id", "question_id",
            "qid", "doc_id", "task_id");
    /** Fields that are written anew, or are about outputs that are not these. */
    private static final Set<String> LEFT_OUT = Set.of(ID, "input", "embedding_input", "dataset", "reference",
            "generations", "scores", "cost", "errors", "reasoning", "reviews", "review_cost", "review_errors");

    private final Optional<String> idField;
    private final Optional<FieldsReader> ids;
    private final OtherFields others;

    private PromptFields(Optional<String> idField, Optional<FieldsReader> ids, OtherFields others) {
        this.idField = idField;
        this.ids = ids;
        this.others = others;
    }

    static PromptFields open(Dataset dataset) {
        Optional<String> name = idField(dataset);
        return new PromptFields(name, name.map(field -> dataset.source().openFields(Set.of(field))), dataset.source()
                .openOthers(LEFT_OUT));
    }

    /** The field whose texts name all samples, each another; empty if there is none, or an {@code id} is there. */
    private static Optional<String> idField(Dataset dataset) {
        var names = new HashSet<>(IDS);
        names.add(ID);
        for (String field : candidates(dataset, names)) {
            var seen = new HashSet<String>();
            try (FieldsReader fields = dataset.source().openFields(Set.of(field))) {
                int samples = 0;
                while (samples < dataset.size() && Optional.ofNullable(fields.next().get(field)).filter(seen::add)
                        .isPresent()) {
                    samples++;
                }
                if (samples == dataset.size()) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> candidates(Dataset dataset, Set<String> names) {
        try (FieldsReader fields = dataset.source().openFields(names)) {
            Map<String, String> first = fields.next();
            for (int sample = 0; sample < dataset.size() && !first.containsKey(ID); sample++) {
                if (fields.next().containsKey(ID)) {
                    return List.of();
                }
            }
            return first.containsKey(ID) ? List.of() : IDS.stream().filter(first::containsKey).toList();
        }
    }

    /** The id of the next sample; called once for each, before {@link #copy}. */
    SampleId id(Sample sample) {
        return ids.map(fields -> new SampleId(fields.next().get(idField.orElseThrow()), false)).orElse(sample.id());
    }

    /** Copies the other fields of the next sample. */
    void copy(JsonGenerator json) {
        others.copyNext(json);
    }

    @Override
    public void close() {
        ids.ifPresent(FieldsReader::close);
        others.close();
    }
}
