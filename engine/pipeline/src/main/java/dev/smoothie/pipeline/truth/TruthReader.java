package dev.smoothie.pipeline.truth;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.RepeatedScores;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.Extra;
import dev.smoothie.pipeline.samples.Labels;
import dev.smoothie.pipeline.samples.Sample;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out how good each output truly is, from the labels of the samples. */
public final class TruthReader {

    private TruthReader() {}

    /**
     * Reads the truth of a set from its {@code scores}, or computes it by a metric from its {@code reference}.
     *
     * @param arena
     *            owns the scores
     * @param generators
     *            the generators in the order of the columns; labels of other generators are ignored
     * @param metric
     *            how outputs are compared with references; empty to read scores
     * @throws SmoothieException
     *             if no sample has what is needed, or a label is malformed
     */
    public static Truth read(Arena arena, Dataset dataset, List<String> generators, Optional<Metric> metric,
            Workers workers) {
        return readIfKnown(arena, dataset, generators, metric, workers)
                .orElseThrow(() -> nothingKnown(dataset, metric));
    }

    /** The same; empty if no sample has what is needed. */
    public static Optional<Truth> readIfKnown(Arena arena, Dataset dataset, List<String> generators,
            Optional<Metric> metric, Workers workers) {
        return readIfKnown(arena, dataset, generators, metric, workers, new LinkedHashSet<>());
    }

    /**
     * The same.
     *
     * @param strangers
     *            takes the names that have scores and are no generators, in the order of their first appearance
     */
    public static Truth read(Arena arena, Dataset dataset, List<String> generators, Optional<Metric> metric,
            Workers workers, Set<String> strangers) {
        return readIfKnown(arena, dataset, generators, metric, workers, strangers)
                .orElseThrow(() -> nothingKnown(dataset, metric));
    }

    private static Optional<Truth> readIfKnown(Arena arena, Dataset dataset, List<String> generators,
            Optional<Metric> metric, Workers workers, Set<String> strangers) {
        Set<String> known = Set.copyOf(generators);
        Matrix scores = Matrix.allocate(arena, dataset.size(), generators.size());
        var parts = new ArrayList<String>();
        int[] part = new int[dataset.size()];
        int[] scored = {0};
        var repeats = new HashMap<Integer, double[][]>();
        dataset.inBlocks(workers, Extra.LABELS, block -> {
            var judged = new ArrayList<Judged>(block.size());
            for (int rank = 0; rank < block.size(); rank++) {
                judged.add(judge(block.get(rank).index(), block.get(rank).sample(), generators, metric));
            }
            return judged;
        }, block -> {
            for (Judged sample : block) {
                part[sample.index] = part(parts, sample.part);
                scores.write(sample.index, sample.scores);
                scored[0] += sample.known();
                sample.named.stream().filter(name -> !known.contains(name)).forEach(strangers::add);
                sample.repeats.ifPresent(single -> repeats.put(sample.index, single));
            }
        });
        return scored[0] == 0
                ? Optional.empty()
                : Optional.of(new Truth(scores, parts, part,
                        metric.isPresent() ? Optional.empty() : Optional.of(new RepeatedScores(repeats))));
    }

    /**
     * The scores of the outputs of one sample, NaN where they are not known, the part of the set that it is in, and the
     * single scores where some output has several, and who has scores.
     */
    private record Judged(int index, Optional<String> part, double[] scores, Optional<double[][]> repeats,
            Set<String> named) {
        int known() {
            int known = 0;
            for (double score : scores) {
                known += Double.isNaN(score) ? 0 : 1;
            }
            return known;
        }
    }

    private static Judged judge(int index, Sample sample, List<String> generators, Optional<Metric> metric) {
        double[] scores = new double[generators.size()];
        for (int column = 0; column < scores.length; column++) {
            scores[column] = score(sample, generators.get(column), metric);
        }
        return new Judged(index, sample.labels().dataset(), scores,
                metric.isPresent() ? Optional.empty() : repeats(sample.labels().scores(), generators),
                metric.isPresent() ? Set.of() : sample.labels().scores().keySet());
    }

    private static Optional<double[][]> repeats(Map<String, List<Double>> scores, List<String> generators) {
        if (scores.values().stream().allMatch(given -> given.size() == 1)) {
            return Optional.empty();
        }
        return Optional.of(generators.stream().map(generator -> scores.getOrDefault(generator, List.of()).stream()
                .mapToDouble(Double::doubleValue).toArray()).toArray(double[][]::new));
    }

    private static int part(List<String> parts, Optional<String> name) {
        if (name.isPresent() && !parts.contains(name.get())) {
            parts.add(name.get());
        }
        return name.map(parts::indexOf).orElse(-1);
    }

    private static double score(Sample sample, String generator, Optional<Metric> metric) {
        Labels labels = sample.labels();
        Optional<String> output = sample.output(generator);
        if (metric.isEmpty()) {
            return labels.score(generator);
        }
        if (labels.references().isEmpty() || output.isEmpty()) {
            return Double.NaN;
        }
        labels.references().forEach(reference -> metric.get().requireReference(reference, sample.where()));
        return metric.get().score(output.get(), labels.references());
    }

    private static SmoothieException nothingKnown(Dataset dataset, Optional<Metric> metric) {
        String files = String.join(", ", dataset.source().names());
        return new SmoothieException(metric.isPresent()
                ? "%s: the metric %s compares outputs with a \"reference\", and no sample has one".formatted(files,
                        metric.get())
                : "%s: nothing to evaluate against: no sample has \"scores\" for its generators; name a metric (%s) if it has a \"reference\""
                        .formatted(files, Metric.known()));
    }
}
