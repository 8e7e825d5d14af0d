package dev.smoothie.engine.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file says about the truth of a sample. Nothing that routes looks at it. Immutable.
 *
 * @param dataset
 *            the part of the set that the sample is from
 * @param scores
 *            how good each generator's output is, higher is better; finite; without the generators that have none
 * @param references
 *            right outputs, empty where there are none
 */
public record Labels(Optional<String> dataset, Map<String, Double> scores, List<String> references) {

    /** No labels. */
    public static final Labels NONE = new Labels(Optional.empty(), Map.of(), List.of());

    public Labels {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        references = List.copyOf(references);
    }
}
