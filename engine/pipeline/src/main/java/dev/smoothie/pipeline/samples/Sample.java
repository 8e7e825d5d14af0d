package dev.smoothie.pipeline.samples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One input with the outputs of all generators. Immutable.
 *
 * @param id
 *            its name, unique in a dataset
 * @param input
 *            the text that the generators were asked about, if the file has it
 * @param generations
 *            the outputs by generator, in the file's order. The list holds the repeats, at least one; an element is
 *            null where that output is missing. A generator that the file does not mention for this sample is not a
 *            key.
 * @param labels
 *            what the file states about the truth; {@link Labels#NONE} in a pass that does not read labels
 * @param costs
 *            what an output of each generator cost, in money, at least 0. Generators whose costs the file does not
 *            state are not in the map, which is empty in a pass that does not read costs
 * @param reviews
 *            the scores that judges gave the outputs, by judge and generator; finite, the mean where there is one for each
 *            of several outputs. Empty in a pass that does not read reviews
 * @param where
 *            file and line, for messages
 */
public record Sample(SampleId id, Optional<String> input, Map<String, List<String>> generations, Labels labels,
        Map<String, Double> costs, Map<String, Map<String, Double>> reviews, String where) {

    public Sample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(where, "where");
        var copy = LinkedHashMap.<String, List<String>>newLinkedHashMap(generations.size());
        generations.forEach((generator, repeats) -> {
            if (repeats.isEmpty()) {
                throw new IllegalArgumentException("%s: no repeats of \"%s\"".formatted(where, generator));
            }
            // List.copyOf refuses null, which is a missing output.
            copy.put(generator, Collections.unmodifiableList(new ArrayList<>(repeats)));
        });
        generations = Collections.unmodifiableMap(copy);
        costs = Map.copyOf(costs);
        reviews = Collections.unmodifiableMap(new LinkedHashMap<>(reviews));
    }

    /** A sample of a pass that does not read reviews. */
    public Sample(SampleId id, Optional<String> input, Map<String, List<String>> generations, Labels labels,
            Map<String, Double> costs, String where) {
        this(id, input, generations, labels, costs, Map.of(), where);
    }

    /**
     * The first output of {@code generator} that is not missing; it is the output that a route to the generator
     * chooses.
     */
    public Optional<String> output(String generator) {
        return generations.getOrDefault(generator, List.of()).stream().filter(Objects::nonNull).findFirst();
    }
}
