package dev.smoothie.pipeline;

import dev.smoothie.core.FamilyChoice;
import dev.smoothie.core.LabelledRouting;
import dev.smoothie.core.Method;
import dev.smoothie.core.Routing;
import dev.smoothie.core.Samples;
import dev.smoothie.core.Smoothie;
import dev.smoothie.core.Spending;
import dev.smoothie.core.files.OutputFile;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.pipeline.embedding.Comparison;
import dev.smoothie.pipeline.embedding.EmbeddedDataset;
import dev.smoothie.pipeline.embedding.EmbeddingPipeline.Part;
import dev.smoothie.pipeline.embedding.OutputLengths;
import dev.smoothie.pipeline.embedding.Silence;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.truth.GivenLabels;
import dev.smoothie.pipeline.writing.RouteWriter;
import dev.smoothie.spi.SmoothieException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Chooses for every sample of some files the generator that is best for it, without labels. This is the use case of
 * {@code smoothie route}.
 *
 * @param resources
 *            the backend, the threads, the plugins, the embedder and the view
 * @param samples
 *            the samples to route. If {@code asking} is present they are prompts and need no outputs
 * @param training
 *            samples to estimate the generators from; if empty, they are estimated from {@code samples}
 * @param asking
 *            the generators to ask for outputs. Without {@code training} all of them are asked before anything is
 *            routed; with it each sample's outputs are asked only of the generator that it is routed to
 * @param plan
 *            the method
 * @param pricing
 *            what answers cost, and the limit of costs
 * @param families
 *            how families are found, each of which counts as one generator when the ranking is computed again
 * @param output
 *            where the routes are written, {@code -} for standard output; empty to write none. The file appears whole
 *            or not at all
 * @param mapped
 *            whether existing embeddings of the inputs are read even if the method does not use them, for the map in
 *            the report
 * @param labels
 *            scores of some samples, to learn from; {@code plan} then only says which method without labels the labels
 *            are compared with. Not with {@code training} or {@code asking}
 */
public record Route(Resources resources, Sources samples, Optional<Sources> training, Optional<Asking> asking,
        MethodPlan plan, Pricing pricing, FamilyPlan families, Optional<String> output, boolean mapped,
        Optional<LabelFile> labels) {

    public Route {
        if (labels.isPresent() && (training.isPresent() || asking.isPresent())) {
            throw new IllegalArgumentException("labels are of outputs that the samples have");
        }
        if (training.isPresent() && asking.isPresent() && plan.named().filter(Method::weighsOutputs).isPresent()) {
            throw new IllegalArgumentException("%s weighs outputs that are asked for only when the route is known"
                    .formatted(plan.named().get().label()));
        }
    }

    /** A use case without labels. */
    public Route(Resources resources, Sources samples, Optional<Sources> training, Optional<Asking> asking,
            MethodPlan plan, Pricing pricing, FamilyPlan families, Optional<String> output, boolean mapped) {
        this(resources, samples, training, asking, plan, pricing, families, output, mapped, Optional.empty());
    }

    /** A use case that routes samples by the standard method and writes nothing. */
    public static Route of(Resources resources, Sources samples) {
        return new Route(resources, samples, Optional.empty(), Optional.empty(), MethodPlan.STANDARD, Pricing.NONE,
                new FamilyPlan.Found(), Optional.empty(), false);
    }

    /** The same by another method. */
    public Route withMethod(Method method) {
        return new Route(resources, samples, training, asking, MethodPlan.of(method), pricing, families, output,
                mapped, labels);
    }

    /** The same with routes written to {@code file}. */
    public Route withOutput(String file) {
        return new Route(resources, samples, training, asking, plan, pricing, families, Optional.of(file), mapped,
                labels);
    }

    /** The same with what {@code file} teaches. */
    public Route withLabels(LabelFile file) {
        return new Route(resources, samples, training, asking, plan, pricing, families, output, mapped,
                Optional.of(file));
    }

    /**
     * Routes the samples, and writes the routes.
     *
     * @return the result, which the caller closes; empty if {@code listener} stopped the generation
     * @throws SmoothieException
     *             if the samples, the plugins or the options do not allow it
     * @throws dev.smoothie.core.failure.CoreException
     *             if the embeddings do not allow it, or the routes cannot be written
     */
    public Optional<RouteResult> run(Listener listener) {
        return Session.run(resources, listener, this::run);
    }

    private Optional<RouteResult> run(Session session) {
        if (asking.isPresent() && training.isEmpty()) {
            requireFit(asking.get());
        }
        Optional<OutputFile> out = output.map(session::output);
        session.listener().note("backend: " + resources.backend().get().why());
        NeighborLookup search = session.search(plan.search(), training.orElse(samples).inputEmbeddings());
        Dataset prompts = session.scan(samples.files());
        Optional<RouteGeneration> generation = asking.map(whom -> new RouteGeneration(session, whom));
        if (generation.isPresent()) {
            EmbeddedDataset.requireInputs(prompts, samples.inputEmbeddings());
            if (embeds()) {
                session.requireEmbedder();
            }
        }
        Optional<Dataset> dataset = generation.isPresent() && training.isEmpty()
                ? generation.get().all(prompts)
                : Optional.of(prompts);
        return dataset.flatMap(found -> route(session, search, found, generation, out));
    }

    /** Checks before any generator is asked what would otherwise fail only once the answers have been paid for. */
    private void requireFit(Asking whom) {
        Dataset.requireGenerators(whom.names(), whom.origin());
        families.among(whom.names());
        pricing.requirePrices(whom.names());
        if (plan.named().orElse(null) instanceof Method.Reviews reviews) {
            throw new SmoothieException(
                    "--method %s reads reviews of outputs that exist, and --models asks for new outputs; run 'smoothie generate', then 'smoothie generate --reviews', then route"
                            .formatted(reviews.label()));
        }
    }

    /** Whether texts will be embedded, as far as that is known beforehand. */
    private boolean embeds() {
        boolean inputs = plan.named().filter(method -> method.neighborhood() > 1).isPresent()
                && samples.inputEmbeddings().isEmpty();
        return training.isPresent() || resources.compare() != Comparison.EQUALITY || inputs;
    }

    private Optional<RouteResult> route(Session session, NeighborLookup search, Dataset dataset,
            Optional<RouteGeneration> generation, Optional<OutputFile> out) {
        Dataset learned = training.map(others -> session.scan(others.files())).orElse(dataset);
        learned.requireGenerators();
        List<String> generators = learned.generators();
        Smoothie smoothie = session.smoothie(generators, search);
        FamilyChoice choice = families.among(generators);
        Costs costs = pricing.costs(training.isPresent() ? List.of(dataset, learned) : List.of(dataset), generators,
                resources.workers());
        MethodPlan.Choice chosen = plan.choice(resources, training.isPresent(), choice);
        chosen.note().ifPresent(session.listener()::note);
        Routed routed = training.isPresent()
                ? trainTime(session, smoothie, learned, dataset, generation, chosen.method())
                : testTime(session, smoothie, dataset, chosen.method());
        Optional<Spending> spending = costs.complete()
                ? Optional.of(Spending.of(routed.routing(), costs, pricing.limit(), routed.eligible()))
                : Optional.empty();
        Routing routing = spending.map(Spending::routing).orElse(routed.routing());
        routing.decisions().forEach(session.listener()::note);
        Optional<Dataset> written = generation.isPresent() && training.isPresent()
                ? generation.get().chosen(dataset, generators, routing.routes())
                : Optional.of(dataset);
        return written.map(complete -> {
            out.ifPresent(file -> {
                new RouteWriter(complete, generators, resources.view()).write(routing, file.text(),
                        resources.workers());
                file.commit();
            });
            var belief = smoothie.believe(session.arena(), routed.judged(), routing, choice,
                    Optional.of(OutputLengths.of(training.isPresent() ? learned : complete, generators,
                            resources.workers())));
            var ranking = new Ranking(routing.global(), generators, belief, Optional.of(routing), spending,
                    routed.labels(), routing.reviews(), Optional.empty());
            return new RouteResult(session, dataset, routed.samples(), routing, costs,
                    ranking.deciding(
                            new Decider(resources, samples, complete, ranking, training.isEmpty()).decision()));
        });
    }

    /**
     * The routes of the samples, and what they are based on.
     *
     * @param judged
     *            the samples that the generators were estimated from
     * @param samples
     *            the samples that were routed
     * @param eligible
     *            which generators a sample may be routed to
     * @param labels
     *            what was learned from labels
     */
    private record Routed(Routing routing, Samples judged, Samples samples, Eligible eligible,
            Optional<LabelledRouting> labels) {
        Routed(Routing routing, Samples judged, Samples samples, Eligible eligible) {
            this(routing, judged, samples, eligible, Optional.empty());
        }
    }

    /** Routes samples by estimates from their own outputs. */
    private Routed testTime(Session session, Smoothie smoothie, Dataset dataset, Method method) {
        if (method instanceof Method.Reviews reviews) {
            Samples reviewed = session.reviewed(dataset, dataset.generators(), EnumSet.of(Part.GENERATIONS), samples,
                    reviews);
            Eligible eligible = reviewed.generations().isPresent()
                    ? Smoothie.present(reviewed)
                    : eligible(session, dataset, dataset.generators(), true);
            return new Routed(smoothie.route(session.arena(), reviewed, reviews, eligible), reviewed, reviewed,
                    eligible);
        }
        Set<Part> needed = EnumSet.of(Part.GENERATIONS);
        boolean onMap = mapped && samples.inputEmbeddings().isPresent();
        if (onMap || method.neighborhood() > 1) {
            needed.add(Part.INPUTS);
        }
        if (labels.isPresent() && (samples.inputEmbeddings().isPresent() || dataset.withoutInput() == 0)) {
            needed.add(Part.INPUTS); // similar inputs are one of the features
        }
        Optional<GivenLabels> given = labels.map(file -> file.read(session, dataset.generators()));
        Samples embedded = session.compared(dataset, dataset.generators(), needed, samples);
        if (given.isPresent()) {
            return learned(session, smoothie,
                    labels.orElseThrow().of(session, given.get(), dataset, embedded, needed), embedded, method);
        }
        return new Routed(smoothie.route(session.arena(), embedded, method), embedded, embedded,
                Smoothie.present(embedded));
    }

    /** Routes samples by what labels teach. Labelled samples from elsewhere are estimated from, and not routed. */
    private static Routed learned(Session session, Smoothie smoothie, LabelFile.Learned learned, Samples embedded,
            Method free) {
        LabelledRouting labelled = smoothie.route(session.arena(), learned.samples(), learned.labels(), free);
        LabelFile.note(session, labelled);
        Routing all = labelled.routing();
        var routing = new Routing(all.method(), all.global(), all.distances(), all.errors(),
                Arrays.copyOf(all.routes(), embedded.size()), all.neighbors(), all.decisions());
        return new Routed(routing, learned.samples(), embedded, Smoothie.present(embedded), Optional.of(labelled));
    }

    /** Routes samples by estimates from the outputs of the training samples. */
    private Routed trainTime(Session session, Smoothie smoothie, Dataset learned, Dataset dataset,
            Optional<RouteGeneration> generation, Method method) {
        if (method instanceof Method.Reviews) {
            throw new SmoothieException(
                    "--method %s reads reviews of the outputs that are routed, and learns nothing from other samples; leave --train out, or use another --method"
                            .formatted(method.label()));
        }
        List<String> generators = learned.generators();
        boolean weighsOutputs = method.weighsOutputs();
        if (weighsOutputs && !dataset.hasGenerations()) {
            throw new SmoothieException(
                    "--method %s weighs the outputs of the samples that are routed, and %s has none; use --method local or --method global"
                            .formatted(method.label(), String.join(", ", dataset.source().names())));
        }
        Set<Part> known = EnumSet.of(Part.GENERATIONS);
        Set<Part> needed = EnumSet.noneOf(Part.class);
        if (method.neighborhood() > 0) {
            known.add(Part.INPUTS);
            needed.add(Part.INPUTS);
        }
        if (weighsOutputs) {
            needed.add(Part.GENERATIONS);
        }
        Samples teachers = session.compared(learned, generators, known, training.orElseThrow());
        Samples embedded = session.compared(dataset, generators, needed, samples);
        boolean[] askable = generation.map(asked -> asked.askable(generators)).orElse(null);
        Eligible eligible = askable == null
                ? eligible(session, dataset, generators, weighsOutputs)
                : (_, generator) -> askable[generator];
        return new Routed(smoothie.route(session.arena(), teachers, embedded, method, eligible), teachers, embedded,
                eligible);
    }

    /**
     * Whether a sample may be routed to a generator. If its output need not exist yet, every generator is eligible
     * except those whose output is known to be missing. One whose output is there and says nothing is eligible only if
     * no other is.
     */
    private static Eligible eligible(Session session, Dataset dataset, List<String> generators, boolean mustExist) {
        int[] columns = generators.stream()
                .mapToInt(generator -> dataset.generators().contains(generator) ? dataset.index(generator) : -1)
                .toArray();
        Eligible any = mustExist
                ? (sample, generator) -> columns[generator] >= 0 && dataset.present(sample, columns[generator])
                : (sample, generator) -> columns[generator] < 0
                        || !dataset.explicitlyMissing(sample, columns[generator]);
        if (!dataset.hasGenerations()) {
            return any;
        }
        Silence silence = Silence.of(dataset, session.resources().view(), session.resources().workers());
        if (silence.outputs() == 0) {
            return any;
        }
        Eligible speaking = (sample, generator) -> any.test(sample, generator)
                && (columns[generator] < 0 || !silence.only(dataset, sample, columns[generator]));
        return (sample, generator) -> speaking.test(sample, generator) || (any.test(sample, generator)
                && IntStream.range(0, columns.length).noneMatch(other -> speaking.test(sample, other)));
    }
}
