package dev.smoothie.pipeline;

import dev.smoothie.core.Evaluator;
import dev.smoothie.core.Evaluator.Priced;
import dev.smoothie.core.LabelTrial;
import dev.smoothie.core.Labels;
import dev.smoothie.core.Method;
import dev.smoothie.core.Methods;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.evaluate.Contest;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.LearningCurve;
import dev.smoothie.core.evaluate.PairedBootstrap;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.reviews.Reviews;
import dev.smoothie.core.route.Costs;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.EvaluationData;
import dev.smoothie.pipeline.reviews.ReviewReader;
import dev.smoothie.pipeline.truth.Metric;
import dev.smoothie.pipeline.truth.OutputLengths;
import dev.smoothie.pipeline.truth.TruthCheck;
import dev.smoothie.pipeline.truth.TruthReader;
import dev.smoothie.pipeline.writing.ChoiceWriter;
import dev.smoothie.spi.SmoothieException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares all methods with the truth, for samples for which it is known. This is the use case of
 * {@code smoothie evaluate}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param samples
 *            samples with outputs and truth
 * @param metric
 *            how scores are computed from references; empty to read the scores from the samples
 * @param neighborhoods
 *            numbers of neighbours that the method local is tried with, besides 1; empty for 5, 20 and 50. Where samples
 *            have no inputs only 1 is
 * @param search
 *            how neighbours are looked up; empty for exact search
 * @param pricing
 *            what answers cost, and the limit of costs
 * @param labelling
 *            labels for baselines that learn from them
 * @param seed
 *            of all random draws: of labels, and for the confidence intervals
 * @param output
 *            where the choices of every method are written; the file appears whole or not at all
 */
public record Evaluate(Resources resources, Sources samples, Optional<Metric> metric,
        Optional<List<Integer>> neighborhoods, Optional<SearchChoice> search, Pricing pricing,
        Optional<Labelling> labelling, int seed, Optional<String> output) {
    /**
     * How often samples are redrawn for a confidence interval: with 2,000, the quantiles at 2.5 % rest on 50 draws at
     * each end.
     */
    private static final int REPLICATES = 2000;
    private static final List<Integer> STANDARD_NEIGHBORHOODS = List.of(5, Methods.STANDARD_NEIGHBORS, 50);

    /**
     * An evaluation of all methods by the scores that the samples have, without costs and labels; nothing is written.
     */
    public static Evaluate of(Resources resources, Sources samples) {
        return new Evaluate(resources, samples, Optional.empty(), Optional.empty(), Optional.empty(), Pricing.NONE,
                Optional.empty(), 1, Optional.empty());
    }

    /**
     * Evaluates the methods, and writes their choices.
     *
     * @return the result, which the caller closes
     * @throws dev.smoothie.spi.SmoothieException
     *             if the samples, the plugins or the options do not allow it
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings or the truth do not allow it, or a budget cannot be kept
     */
    public EvaluateResult run(Listener listener) {
        return Session.run(resources, listener, session -> Optional.of(run(session))).orElseThrow();
    }

    /** Tells what looks like a mistake in the files. */
    private void warn(Session session, String warning) {
        if (resources.reading().strict()) {
            throw new SmoothieException("%s (an error because of --strict)".formatted(warning));
        }
        session.listener().note("warning: " + warning);
    }

    private EvaluateResult run(Session session) {
        Optional<OutputFile> out = output.map(session::output);
        session.listener().note("backend: " + resources.backend().get().why());
        Dataset dataset = session.scan(samples.files());
        dataset.requireGenerators();
        List<String> generators = dataset.generators();
        Costs costs = pricing.costs(List.of(dataset), generators, resources.workers());
        NeighborLookup lookup = session.search(search, samples.inputEmbeddings());
        Set<String> strangers = new LinkedHashSet<>();
        Truth truth = TruthReader.read(session.arena(), dataset, generators, metric, resources.workers(), strangers);
        if (!strangers.isEmpty()) {
            warn(session, "\"scores\" are also of %s, without outputs; they are ignored".formatted(
                    strangers.stream().limit(3).map("\"%s\""::formatted).collect(Collectors.joining(", "))
                            + (strangers.size() > 3 ? " and %d more".formatted(strangers.size() - 3) : "")));
        }
        TruthCheck.notes(dataset, generators, truth, metric, resources.workers())
                .forEach(session.listener()::note);
        Samples embedded = session.compared(dataset, generators, needed(dataset), samples);
        Optional<Reviews> reviews = ReviewReader.read(session.arena(), dataset, generators, resources.workers());
        Samples judged = reviews.map(embedded::withReviews).orElse(embedded);
        boolean inputs = embedded.inputs().isPresent();
        Optional<String> leftOut = inputs || widths().isEmpty()
                ? Optional.empty()
                : Optional.of(withoutInputs(dataset));
        Smoothie smoothie = session.smoothie(generators, lookup);
        var evaluator = new Evaluator(smoothie, generators, new PairedBootstrap(REPLICATES, seed));
        var priced = new Priced(costs, pricing.limit());
        Evaluation evaluation = evaluator.evaluate(session.arena(), judged, truth,
                methods(inputs, reviews.isPresent()),
                labelling.flatMap(
                        labels -> labels.labelled(session, embedded, truth, generators, metric, seed)),
                priced);
        Optional<LearningCurve> curve = curve(session, smoothie, dataset, embedded, truth);
        out.ifPresent(file -> {
            new ChoiceWriter(dataset).write(evaluation, file.text(), resources.workers());
            file.commit();
        });
        return new EvaluateResult(session, smoothie, dataset, embedded, shown(inputs),
                new EvaluationData(evaluation, metric.map(Metric::label).orElse("scores"), priced, curve, leftOut));
    }

    private Optional<LearningCurve> curve(Session session, Smoothie smoothie, Dataset dataset, Samples embedded,
            Truth truth) {
        int[] counted = Contest.on(truth, Smoothie.existing(embedded), new BitSet()).samples();
        OptionalInt most = labelling.map(labels -> labels.most(counted.length)).orElse(OptionalInt.empty());
        if (most.isEmpty()) {
            return Optional.empty();
        }
        Matrix lengths = OutputLengths.read(session.arena(), dataset, dataset.generators(), resources.workers());
        var labels = new Labels(truth.scores(), Optional.of(lengths), resources.compare() == Comparison.EQUALITY);
        return Optional.of(LabelTrial.of(smoothie, session.arena(), embedded, labels, counted, most.getAsInt(),
                labelling.get().draws(), seed));
    }

    /**
     * What has to be embedded. A set without inputs can be evaluated too, so inputs are embedded only if there are
     * some.
     */
    private Set<Part> needed(Dataset dataset) {
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        if (samples.inputEmbeddings().isPresent() || dataset.withoutInput() == 0
                || labelling.filter(Labelling::needsInputs).isPresent()) {
            needed.add(Part.INPUTS);
        }
        return needed;
    }

    /** Which rows are not in the table, and why. */
    private String withoutInputs(Dataset dataset) {
        return "%s: not compared, because neighbours are similar inputs, and %s; add the \"input\" to each, or give --input-embeddings"
                .formatted(widths().stream().map(k -> new Method.Local(k).label()).collect(Collectors.joining(", ")),
                        dataset.withoutInput() == dataset.size()
                                ? "the samples have no inputs"
                                : "%,d of %,d samples have no inputs".formatted(dataset.withoutInput(),
                                        dataset.size()));
    }

    private List<Integer> widths() {
        return neighborhoods.orElse(STANDARD_NEIGHBORHOODS).stream().filter(k -> k > 1).distinct().toList();
    }

    private List<Method> methods(boolean inputs, boolean reviews) {
        var methods = new ArrayList<Method>();
        methods.add(new Method.Global());
        methods.add(new Method.Local(1));
        if (inputs) {
            widths().forEach(k -> methods.add(new Method.Local(k)));
        }
        methods.add(new Method.Posterior(OptionalInt.empty()));
        methods.add(new Method.Consensus(OptionalInt.empty()));
        methods.add(new Method.Shrunk());
        methods.add(resources.compare().of(new Method.Vote(OptionalInt.empty(), false)));
        if (reviews) {
            methods.add(new Method.Reviews(false));
            methods.add(new Method.Reviews(true));
        }
        return methods;
    }

    /**
     * The method whose errors of single samples are shown: local with the largest number of neighbours that was asked
     * for, up to the standard number.
     */
    private Method shown(boolean inputs) {
        return new Method.Local(inputs
                ? widths().stream().filter(k -> k <= Methods.STANDARD_NEIGHBORS).max(Integer::compare)
                        .orElse(Methods.STANDARD_NEIGHBORS)
                : 1);
    }
}
