package dev.smoothie.pipeline;

import dev.smoothie.core.Evaluator.Labelled;
import dev.smoothie.core.Samples;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.LabelledBaselines;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.labels.LabelFit;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.truth.Metric;
import dev.smoothie.pipeline.truth.TruthReader;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Labels for the paper's baselines that learn from labels: where they are, and how many of them are used.
 *
 * @param origin
 *            where the labels are
 * @param count
 *            how many labels are drawn for a baseline, with replacement; at least 1
 * @param draws
 *            how often labels are drawn; at least 1
 */
public record Labelling(Origin origin, int count, int draws) {

    /** Where the labels are. */
    public sealed interface Origin {

        /**
         * The labels are in a file of their own.
         *
         * @param file
         *            samples with labels, in any layout of samples
         * @param inputEmbeddings
         *            a {@code .npy} of the inputs of these samples, {@code [n, d]}
         */
        record OfFile(String file, Optional<Path> inputEmbeddings) implements Origin {}

        /**
         * The labels are those of a part of the samples that are evaluated. The part is drawn at random, and is left
         * out of the evaluation.
         *
         * @param fraction
         *            the size of the part, as a share of the samples, between 0 and 1
         */
        record OfPart(double fraction) implements Origin {}

        /**
         * The labels are drawn from the samples that are evaluated, for the learning curve alone.
         *
         * @param most
         *            the largest number of labelled samples
         */
        record OfCount(int most) implements Origin {}
    }

    /**
     * The baselines that learn from the labels, and the samples that are left out of the evaluation because their
     * labels are used.
     */
    Optional<Labelled> labelled(Session session, Samples samples, Truth truth, List<String> generators,
            Optional<Metric> metric,
            int seed) {
        return switch (origin) {
            case Origin.OfFile(String file, Optional<Path> embeddings) -> Optional.of(ofFile(session,
                    new Sources(List.of(file), embeddings, Optional.empty()), generators, metric, seed));
            case Origin.OfPart(double fraction) -> Optional.of(ofPart(session, fraction, samples, truth, seed));
            case Origin.OfCount _ -> Optional.empty();
        };
    }

    /** Whether the baselines need the inputs of the samples. */
    boolean needsInputs() {
        return !(origin instanceof Origin.OfCount);
    }

    /** The largest number of labels of the learning curve; empty if the labels are not of the samples themselves. */
    OptionalInt most(int samples) {
        return switch (origin) {
            case Origin.OfFile _ -> OptionalInt.empty();
            case Origin.OfPart(double fraction) ->
                OptionalInt.of(Math.max(LabelFit.FEWEST_SAMPLES, (int) Math.round(fraction * samples)));
            case Origin.OfCount(int most) -> OptionalInt.of(most);
        };
    }

    private Labelled ofFile(Session session, Sources labels, List<String> generators, Optional<Metric> metric,
            int seed) {
        Dataset dataset = session.scan(labels.files());
        Truth truth = TruthReader.read(session.arena(), dataset, generators, metric, session.resources().workers());
        Samples embedded = session.embed(dataset, generators, EnumSet.of(Part.INPUTS), labels).samples();
        return new Labelled(baselines(embedded.inputs().orElseThrow(), truth.scores(), seed), new BitSet());
    }

    private Labelled ofPart(Session session, double fraction, Samples samples, Truth truth, int seed) {
        int n = samples.size();
        int wanted = Math.clamp(Math.round(fraction * n), 1, Math.max(1, n - 1));
        int[] drawn = new Random(seed).ints(0, n).distinct().limit(wanted).sorted().toArray();
        Matrix scores = Matrix.allocate(session.arena(), wanted, truth.scores().columns());
        var taken = new BitSet();
        for (int row = 0; row < wanted; row++) {
            scores.write(row, truth.scores().row(drawn[row]));
            taken.set(drawn[row]);
        }
        Embeddings inputs = samples.inputs().orElseThrow().gather(session.arena(), drawn);
        return new Labelled(baselines(inputs, scores, seed), taken);
    }

    private LabelledBaselines baselines(Embeddings inputs, Matrix scores, int seed) {
        return new LabelledBaselines(inputs, scores, count, draws, seed);
    }
}
