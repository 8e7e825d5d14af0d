package dev.smoothie.pipeline;

import dev.smoothie.core.Belief;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.PairedDifference;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.embedding.OutputLengths;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.PairComparison;
import dev.smoothie.pipeline.truth.Metric;
import dev.smoothie.pipeline.truth.TruthCheck;
import dev.smoothie.pipeline.truth.TruthReader;
import dev.smoothie.spi.SmoothieException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Compares two generators on the samples that both answered: by the truth where it is known, otherwise by their estimated
 * errors. This is the use case of {@code smoothie compare}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param samples
 *            samples with outputs of both; without truth with those of a third generator at least
 * @param first
 *            the generator that may be better
 * @param second
 *            the other
 * @param metric
 *            how scores are computed from references; empty to read the scores from the samples
 * @param estimated
 *            whether to go by the estimate even where the truth is known
 * @param topics
 *            into how many topics the inputs are parted; empty for as many as suit, 0 for none
 * @param families
 *            who counts as one generator in the estimate
 * @param seed
 *            of all random draws
 */
public record Compare(Resources resources, Sources samples, String first, String second, Optional<Metric> metric,
        boolean estimated, OptionalInt topics, FamilyPlan families, int seed) {

    /** A comparison by what the samples say, with topics. */
    public static Compare of(Resources resources, Sources samples, String first, String second) {
        return new Compare(resources, samples, first, second, Optional.empty(), false, OptionalInt.empty(),
                new FamilyPlan.Found(), 1);
    }

    /**
     * Compares.
     *
     * @throws SmoothieException
     *             if the samples, the plugins or the options do not allow it
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it
     */
    public PairComparison run(Listener listener) {
        try (var session = new Session(resources, listener)) {
            return run(session);
        }
    }

    private PairComparison run(Session session) {
        Dataset dataset = session.scan(samples.files());
        List<String> pair = List.of(first, second);
        GeneratorNames.require(pair, dataset.generators(), samples.files());
        Optional<Truth> truth = estimated ? Optional.empty() : truth(session, dataset, pair);
        double[] lengths = OutputLengths.of(dataset, pair, resources.workers());
        var parts = new TopicParts(dataset, topics, seed);
        if (truth.isPresent()) {
            Optional<Embeddings> inputs = parts.needsInputs(truth.get(), samples.inputEmbeddings())
                    ? session.embed(dataset, dataset.generators(), EnumSet.of(Part.INPUTS), samples).samples().inputs()
                    : Optional.empty();
            return byTruth(truth.get(), parts.of(Optional.of(truth.get()), inputs, resources.workers()), lengths);
        }
        return byEstimate(session, dataset, parts, lengths);
    }

    private Optional<Truth> truth(Session session, Dataset dataset, List<String> pair) {
        Optional<Truth> truth = metric.isPresent()
                ? Optional.of(TruthReader.read(session.arena(), dataset, pair, metric, resources.workers()))
                : TruthReader.readIfKnown(session.arena(), dataset, pair, metric, resources.workers());
        truth.ifPresent(known -> TruthCheck.notes(dataset, pair, known, metric, resources.workers())
                .forEach(session.listener()::note));
        return truth;
    }

    private PairComparison byTruth(Truth truth, TopicParts.Found parts, double[] lengths) {
        double[] differences = differences(truth.scores(), 0, 1);
        PairedDifference all = PairedDifference.of(differences, range(truth.scores()), seed);
        if (all.samples() == 0) {
            throw new SmoothieException(
                    "no sample has a true score of both %s and %s; add the missing scores, or compare them without truth (--no-truth)"
                            .formatted(first, second));
        }
        return new PairComparison(first, second, means(truth.scores(), 0, 1), Optional.of(
                metric.map(Metric::label).orElse("scores")), all, Optional.empty(),
                parts.compare(differences, range(truth.scores())), lengths);
    }

    private PairComparison byEstimate(Session session, Dataset dataset, TopicParts parts, double[] lengths) {
        requireThird(dataset);
        session.listener().note("backend: " + resources.backend().get().why());
        List<String> generators = dataset.generators();
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        if (parts.needsInputs(samples.inputEmbeddings())) {
            needed.add(Part.INPUTS);
        }
        Samples embedded = session.compared(dataset, generators, needed, samples);
        Smoothie smoothie = session.smoothie(generators, new NeighborLookup.Exact());
        Method method = resources.compare().of(MethodPlan.answers(resources).isPresent()
                ? new Method.Vote(OptionalInt.empty(), false)
                : new Method.Global());
        Routing routing = smoothie.route(session.arena(), embedded, method, dataset::present);
        routing.decisions().forEach(session.listener()::note);
        Belief belief = smoothie.believe(session.arena(), embedded, routing, families.among(generators),
                Optional.of(OutputLengths.of(dataset, generators, resources.workers())));
        int a = dataset.index(first);
        int b = dataset.index(second);
        double[] differences = differences(routing.global().y(), b, a); // errors: the lower is the better
        var estimate = new PairComparison.Estimated(method.label(), belief.comparisons().difference()[b][a],
                belief.comparisons().margin(b, a), belief.evidence().confidence().better()[a][b], belief.signal());
        return new PairComparison(first, second,
                new double[]{routing.global().error()[a], routing.global().error()[b]}, Optional.empty(),
                PairedDifference.of(differences, 0, seed), Optional.of(estimate),
                parts.of(Optional.empty(), embedded.inputs(), resources.workers()).compare(differences, 0), lengths);
    }

    private void requireThird(Dataset dataset) {
        if (dataset.generators().size() < Dataset.FEWEST_GENERATORS) {
            throw new SmoothieException(
                    "%s: without truth two generators are compared by how far each is from the others, and there are no others; add the outputs of a third, or \"scores\", or name a --metric if the samples have a \"reference\""
                            .formatted(String.join(", ", samples.files())));
        }
    }

    /** Of each sample one column less another; NaN where one is missing. */
    static double[] differences(Matrix values, int column, int other) {
        double[] differences = new double[Math.toIntExact(values.rows())];
        values.forEachRow(0, values.rows(),
                (row, found, at) -> differences[(int) row] = found[at + column] - found[at + other]);
        return differences;
    }

    /** The means of two columns over the rows that have both. */
    static double[] means(Matrix values, int column, int other) {
        double[] sums = new double[2];
        int[] count = {0};
        values.forEachRow(0, values.rows(), (_, found, at) -> {
            if (!Double.isNaN(found[at + column] - found[at + other])) {
                sums[0] += found[at + column];
                sums[1] += found[at + other];
                count[0]++;
            }
        });
        return new double[]{sums[0] / count[0], sums[1] / count[0]};
    }

    /** How far apart the scores of a set are. */
    static double range(Matrix scores) {
        double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        scores.forEachRow(0, scores.rows(), (_, found, at) -> {
            for (int column = 0; column < scores.columns(); column++) {
                double score = found[at + column];
                ends[0] = score < ends[0] ? score : ends[0];
                ends[1] = score > ends[1] ? score : ends[1];
            }
        });
        return ends[1] > ends[0] ? ends[1] - ends[0] : 0;
    }
}
