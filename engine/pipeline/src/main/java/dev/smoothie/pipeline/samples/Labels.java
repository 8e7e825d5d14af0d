package dev.smoothie.pipeline.samples;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file states about the truth of a sample. Routing does not use it. Immutable.
 *
 * @param dataset
 *            the part of the set that the sample belongs to
 * @param scores
 *            how good each generator's output is, higher is better; finite. Generators without a score are not in the
 *            map
 * @param references
 *            right outputs; empty if there are none
 */
public record Labels(Optional<String> dataset, Map<String, Double> scores, List<String> references) {

    /** No labels. */
    public static final Labels NONE = new Labels(Optional.empty(), Map.of(), List.of());

    public Labels {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        references = List.copyOf(references);
    }
}
