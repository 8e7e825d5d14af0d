package dev.smoothie.pipeline.readers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What an {@link Entry} tells about one generator.
 *
 * @param generator
 *            its name; an {@link Entry} takes none that is blank
 * @param outputs
 *            its outputs for the sample; {@code null} is an output that is missing. Empty if the entry tells something
 *            else about the generator, such as scores
 * @param scores
 *            how good the outputs are, higher is better, by the name of the score: one number, or one for each output.
 *            The main score comes first
 * @param cost
 *            the money that all the outputs cost together
 */
public record Answer(String generator, List<String> outputs, Map<String, List<Double>> scores, OptionalDouble cost) {

    public Answer {
        Objects.requireNonNull(cost, "cost");
        Objects.requireNonNull(generator, "generator");
        // List.copyOf refuses null, which is a missing output.
        outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
        var copy = LinkedHashMap.<String, List<Double>>newLinkedHashMap(scores.size());
        scores.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        scores = Collections.unmodifiableMap(copy);
    }

    /** One output, or none if {@code output} is null, with scores by name. */
    public static Answer of(String generator, String output, Map<String, Double> scores) {
        var lists = new LinkedHashMap<String, List<Double>>();
        scores.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Answer(generator, Collections.singletonList(output), lists, OptionalDouble.empty());
    }

    /** One output, or none if {@code output} is null. */
    public static Answer of(String generator, String output) {
        return of(generator, output, Map.of());
    }

    /** The same with a cost. */
    public Answer costing(double amount) {
        return new Answer(generator, outputs, scores, OptionalDouble.of(amount));
    }
}
