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
 *            how good each generator's output is, higher is better; finite. Several if it was scored several times.
 *            Generators without a score are not in the map
 * @param references
 *            right outputs; empty if there are none
 */
public record Labels(Optional<String> dataset, Map<String, List<Double>> scores, List<String> references) {

    /** No labels. */
    public static final Labels NONE = new Labels(Optional.empty(), Map.of(), List.of());

    public Labels {
        var copy = new LinkedHashMap<String, List<Double>>();
        scores.forEach((generator, given) -> copy.put(generator, List.copyOf(given)));
        scores = Collections.unmodifiableMap(copy);
        references = List.copyOf(references);
    }

    /** The score of a generator's output, the mean where it was scored several times; NaN where there is none. */
    public double score(String generator) {
        List<Double> given = scores.getOrDefault(generator, List.of());
        return given.isEmpty() ? Double.NaN : given.stream().reduce(0.0, Double::sum) / given.size();
    }
}
