package dev.smoothie.pipeline;

import dev.smoothie.core.Samples;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.RunsComparison;
import dev.smoothie.pipeline.report.RunsComparison.Change;
import dev.smoothie.pipeline.truth.Metric;
import dev.smoothie.pipeline.truth.TruthReader;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Says whether generators answer otherwise than they did in an earlier run. This is the use case of
 * {@code smoothie compare --before --after}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param before
 *            samples with outputs of the earlier run
 * @param after
 *            samples with outputs of the later run
 * @param names
 *            the generators; if empty, all that both runs have, or where each has one, these two
 * @param metric
 *            how scores are computed from references; empty to read the scores from the samples
 * @param seed
 *            of all random draws
 */
public record CompareRuns(Resources resources, Sources before, Sources after, List<String> names,
        Optional<Metric> metric, int seed) {

    public CompareRuns {
        names = List.copyOf(names);
    }

    /** A generator by its names in the two runs. */
    private record Pair(String before, String after) {}

    /**
     * Compares.
     *
     * @throws SmoothieException
     *             if the runs have no samples or generators in common, or the samples, the plugins or the options do not
     *             allow it
     */
    public RunsComparison run(Listener listener) {
        try (var session = new Session(resources, listener)) {
            return run(session);
        }
    }

    private RunsComparison run(Session session) {
        Dataset first = session.scan(before.files());
        Dataset second = session.scan(after.files());
        List<Pair> pairs = pairs(first.generators(), second.generators());
        RunJoin join = RunJoin.of(first, second, resources.workers());
        var found = new ArrayList<RunChanges>();
        for (Pair pair : pairs) {
            found.add(new RunChanges(join, texts(first, pair.before), texts(second, pair.after), seed));
        }
        if (resources.compare() != Comparison.EQUALITY && found.stream().anyMatch(RunChanges::differ)) {
            Samples one = session.compared(first, first.generators(), EnumSet.of(Part.GENERATIONS), before);
            Samples other = session.compared(second, second.generators(), EnumSet.of(Part.GENERATIONS), after);
            requireOneSpace(one, other);
            for (int i = 0; i < pairs.size(); i++) {
                found.get(i).embedded(
                        new RunChanges.Column(one.requireGenerations().nearby(session.arena()),
                                first.index(pairs.get(i).before)),
                        new RunChanges.Column(other.requireGenerations().nearby(session.arena()),
                                second.index(pairs.get(i).after)));
            }
        }
        for (int i = 0; i < pairs.size(); i++) {
            Optional<Truth> one = truth(session, first, pairs.get(i).before);
            Optional<Truth> other = truth(session, second, pairs.get(i).after);
            if (one.isPresent() && other.isPresent()) {
                found.get(i).scored(one.get(), other.get());
            }
        }
        List<Change> changes = RunChanges.changes(found, pairs.stream().map(Pair::before).toList(),
                pairs.stream().map(Pair::after).toList());
        return new RunsComparison(join.by(), join.before().length, first.size() - join.before().length,
                second.size() - join.after().length, changes);
    }

    private RunTexts texts(Dataset dataset, String generator) {
        return RunTexts.of(dataset, generator, resources.view(), resources.compare(), resources.workers());
    }

    private Optional<Truth> truth(Session session, Dataset dataset, String generator) {
        return TruthReader.readIfKnown(session.arena(), dataset, List.of(generator), metric, resources.workers());
    }

    private List<Pair> pairs(List<String> first, List<String> second) {
        if (!names.isEmpty()) {
            GeneratorNames.require(names, first, before.files());
            GeneratorNames.require(names, second, after.files());
            return names.stream().distinct().map(name -> new Pair(name, name)).toList();
        }
        List<Pair> both = first.stream().filter(second::contains).map(name -> new Pair(name, name)).toList();
        if (!both.isEmpty()) {
            return both;
        }
        if (first.size() == 1 && second.size() == 1) {
            return List.of(new Pair(first.getFirst(), second.getFirst()));
        }
        throw new SmoothieException(
                "the two runs have no generator in common: before there are %s, after there are %s; give both the same name"
                        .formatted(first.isEmpty() ? "none" : String.join(", ", first),
                                second.isEmpty() ? "none" : String.join(", ", second)));
    }

    private void requireOneSpace(Samples one, Samples other) {
        int before = one.requireGenerations().vectors().dimension();
        int after = other.requireGenerations().vectors().dimension();
        if (before != after) {
            throw new SmoothieException(
                    "the embeddings before have %d numbers each, those after %d; embed both with one embedder"
                            .formatted(
                                    before, after));
        }
    }
}
