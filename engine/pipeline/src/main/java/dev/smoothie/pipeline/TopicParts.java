package dev.smoothie.pipeline;

import dev.smoothie.core.estimate.Holm;
import dev.smoothie.core.evaluate.PairedDifference;
import dev.smoothie.core.evaluate.Topics;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.PairComparison.Topic;
import dev.smoothie.pipeline.report.TopicNames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Parts a set by topic: by the datasets that its samples name, otherwise by groups of similar inputs.
 *
 * @param dataset
 *            the samples
 * @param asked
 *            how many topics; empty for as many as suit, 0 for none
 * @param seed
 *            of the draws
 */
record TopicParts(Dataset dataset, OptionalInt asked, int seed) {

    /**
     * Topics with their names.
     *
     * @param of
     *            the topic of each sample; -1 for none
     * @param typical
     *            inputs; none for datasets
     */
    record Found(int[] of, List<String> names, List<Optional<String>> typical, int seed) {

        /** The differences by topic. */
        List<Topic> compare(double[] differences, double range) {
            PairedDifference[] found = IntStream.range(0, names.size())
                    .mapToObj(topic -> PairedDifference.of(IntStream.range(0, differences.length)
                            .filter(sample -> of[sample] == topic).mapToDouble(sample -> differences[sample]).toArray(),
                            range, seed))
                    .toArray(PairedDifference[]::new);
            double[] adjusted = Holm
                    .adjusted(Arrays.stream(found).mapToDouble(difference -> difference.test().p()).toArray());
            return IntStream.range(0, found.length)
                    .mapToObj(topic -> new Topic(names.get(topic), typical.get(topic), found[topic], adjusted[topic]))
                    .filter(topic -> topic.difference().samples() > 0).toList();
        }
    }

    /** Whether embeddings of the inputs are needed, where the truth is known. */
    boolean needsInputs(Truth truth, Optional<Path> given) {
        return truth.parts().size() < 2 && needsInputs(given);
    }

    /** Whether embeddings of the inputs are needed, where samples name no datasets. */
    boolean needsInputs(Optional<Path> given) {
        return topics() > 1 && (given.isPresent() || dataset.withoutInput() == 0);
    }

    private int topics() {
        return Math.min(asked.orElseGet(() -> Topics.suitable(dataset.size())), dataset.size());
    }

    /** Parts the set; into nothing where neither datasets nor inputs are known. */
    Found of(Optional<Truth> truth, Optional<Embeddings> inputs, Workers workers) {
        Optional<Truth> parted = truth.filter(known -> known.parts().size() > 1 && asked.orElse(1) > 0);
        if (parted.isPresent()) {
            List<String> names = parted.get().parts();
            return new Found(parted.get().part(), names, names.stream().map(_ -> Optional.<String>empty()).toList(),
                    seed);
        }
        if (inputs.isEmpty() || topics() < 2) {
            return new Found(new int[dataset.size()], List.of(), List.of(), seed);
        }
        Topics topics = Topics.of(inputs.get(), topics(), seed);
        TopicNames names = TopicNames.of(topics, dataset, workers);
        return new Found(topics.of(), names.words(), names.typical().stream().map(Optional::of).toList(), seed);
    }
}
