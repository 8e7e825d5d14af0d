package dev.smoothie.pipeline;

import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.Labels;
import dev.smoothie.core.Samples;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.labels.LabelFit;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.samples.SampleId;
import dev.smoothie.pipeline.truth.GivenLabels;
import dev.smoothie.pipeline.truth.GivenLabels.Labelled;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file with scores of some samples, to learn from. Samples with the id of a sample of the set are that sample; others
 * are embedded and added to the set.
 *
 * @param file
 *            samples with scores, in any layout of samples
 */
public record LabelFile(String file) {

    /**
     * A set with labels.
     *
     * @param samples
     *            those of the set, then the labelled ones that are not among them
     * @param labels
     *            their scores
     */
    record Learned(Samples samples, Labels labels) {}

    /** Reads the file, before anything is embedded. */
    GivenLabels read(Session session, List<String> generators) {
        return GivenLabels.read(session.scan(List.of(file)), generators);
    }

    /**
     * Puts the labels beside the samples.
     *
     * @param given
     *            what {@link #read} found
     * @param dataset
     *            the set
     * @param set
     *            its embeddings
     * @param needed
     *            which embeddings there are
     */
    Learned of(Session session, GivenLabels given, Dataset dataset, Samples set, Set<Part> needed) {
        List<String> generators = dataset.generators();
        Matrix lengths = Matrix.allocate(session.arena(), set.size(), generators.size());
        Map<SampleId, Integer> found = given.find(dataset, lengths, session.resources().workers());
        List<Labelled> others = given.labelled().values().stream()
                .filter(labelled -> !found.containsKey(labelled.sample().id())).toList();
        boolean equality = session.resources().compare() == Comparison.EQUALITY;
        Samples all = others.isEmpty() ? set : join(session, given, others, set, needed);
        var labels = new Labels(Matrix.allocate(session.arena(), all.size(), generators.size()), Optional
                .of(Matrix.allocate(session.arena(), all.size(), generators.size())), equality);
        double[] unknown = new double[generators.size()];
        Arrays.fill(unknown, Double.NaN);
        for (int sample = 0; sample < set.size(); sample++) {
            labels.scores().write(sample, unknown);
            labels.lengths().get().write(sample, lengths.row(sample));
        }
        found.forEach((id, index) -> labels.scores().write(index,
                given.scores(given.labelled().get(id).sample())));
        for (int rank = 0; rank < others.size(); rank++) {
            labels.scores().write(set.size() + rank, given.scores(others.get(rank).sample()));
            labels.lengths().get().write(set.size() + rank, given.lengths(others.get(rank).sample()));
        }
        return new Learned(all, labels);
    }

    /** Warns where there was little to learn from. */
    static void note(Session session, LabelledRouting learned) {
        int samples = learned.fit().samples().length;
        if (samples < LabelFit.ENOUGH_SAMPLES) {
            session.listener().note(
                    "labels: only %d samples have scores of two outputs or more, which is little to learn from; label %d or more"
                            .formatted(samples, LabelFit.ENOUGH_SAMPLES));
        }
    }

    private Samples join(Session session, GivenLabels given, List<Labelled> others, Samples set, Set<Part> needed) {
        others.stream().map(Labelled::sample).filter(sample -> sample.generations().isEmpty()).findFirst()
                .ifPresent(sample -> {
                    throw new SmoothieException(
                            "--labels: %s: INPUT has no sample %s, and there are no \"generations\" here to learn from; give it the id of a sample of INPUT, or outputs of its own"
                                    .formatted(sample.where(), sample.id()));
                });
        Samples labelled = session.compared(given.file(), given.generators(), needed, Sources.of(file));
        return AddedSamples.of(session.arena(), set, labelled,
                others.stream().mapToInt(Labelled::index).toArray(), file);
    }
}
