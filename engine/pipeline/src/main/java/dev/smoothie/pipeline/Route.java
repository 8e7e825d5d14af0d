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
import dev.smoothie.pipeline.fitted.FittedState;
import dev.smoothie.pipeline.formats.Dataset;
import dev.smoothie.pipeline.report.Ranking;
import dev.smoothie.pipeline.truth.GivenLabels;
import dev.smoothie.pipeline.writing.RouteWriter;
import dev.smoothie.spi.SmoothieException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * @param fitted
 *            the folder of what was learnt from other samples by {@link Fit}, in the place of {@code training}
 */
public record Route(Resources resources, Sources samples, Optional<Sources> training, Optional<Asking> asking,
        MethodPlan plan, Pricing pricing, FamilyPlan families, Optional<String> output, boolean mapped,
        Optional<LabelFile> labels, Optional<Path> fitted) {

    public Route {
        if (labels.isPresent() && (training.isPresent() || fitted.isPresent() || asking.isPresent())) {
            throw new IllegalArgumentException("labels are of outputs that the samples have");
        }
        if (training.isPresent() && fitted.isPresent()) {
            throw new IllegalArgumentException("samples are routed by training samples or by a fitted state");
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

    /** A use case without a fitted state. */
    public Route(Resources resources, Sources samples, Optional<Sources> training, Optional<Asking> asking,
            MethodPlan plan, Pricing pricing, FamilyPlan families, Optional<String> output, boolean mapped,
            Optional<LabelFile> labels) {
        this(resources, samples, training, asking, plan, pricing, families, output, mapped, labels,
                Optional.empty());
    }

    /** A use case that routes samples by the standard method and writes nothing. */
    public static Route of(Resources resources, Sources samples) {
        return new Route(resources, samples, Optional.empty(), Optional.empty(), MethodPlan.STANDARD, Pricing.NONE,
                new FamilyPlan.Found(), Optional.empty(), false);
    }

    /** The same by another method. */
    public Route withMethod(Method method) {
        return new Route(resources, samples, training, asking, MethodPlan.of(method), pricing, families, output,
                mapped, labels, fitted);
    }

    /** The same with routes written to {@code file}. */
    public Route withOutput(String file) {
        return new Route(resources, samples, training, asking, plan, pricing, families, Optional.of(file), mapped,
                labels, fitted);
    }

    /** The same with what {@code file} teaches. */
    public Route withLabels(LabelFile file) {
        return new Route(resources, samples, training, asking, plan, pricing, families, output, mapped,
                Optional.of(file), fitted);
    }

    /** The same by what was fitted to other samples, in that folder. */
    public Route withFitted(Path state) {
        return new Route(resources, samples, Optional.empty(), asking, plan, pricing, families, output, mapped,
                labels, Optional.of(state));
    }

    /** Whether samples are routed by what others teach. */
    private boolean isTaught() {
        return training.isPresent() || fitted.isPresent();
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
        if (asking.isPresent() && !isTaught()) {
            requireFit(asking.get());
        }
        Optional<OutputFile> out = output.map(session::output);
        session.listener().note("backend: " + resources.backend().get().why());
        Optional<FittedState> state = fitted.map(session::state);
        NeighborLookup search = state.isPresent()
                ? session.search(plan.search().or(() -> state.get().manifest().search().map(SearchChoice::parse)),
                        state.get().inputs())
                : session.search(plan.search(), training.orElse(samples).inputEmbeddings());
        Dataset prompts = session.scan(samples.files());
        Optional<RouteGeneration> generation = asking.map(whom -> new RouteGeneration(session, whom));
        if (generation.isPresent()) {
            EmbeddedDataset.requireInputs(prompts, samples.inputEmbeddings());
            if (embeds()) {
                session.requireEmbedder();
            }
        }
        Optional<Dataset> dataset = generation.isPresent() && !isTaught()
                ? generation.get().all(prompts)
                : Optional.of(prompts);
        return dataset.flatMap(found -> route(session, search, found, state, generation, out));
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
        return training.isPresent() || (fitted.isEmpty() && resources.compare() != Comparison.EQUALITY) || inputs;
    }

    private Optional<RouteResult> route(Session session, NeighborLookup search, Dataset dataset,
            Optional<FittedState> state, Optional<RouteGeneration> generation, Optional<OutputFile> out) {
        Optional<Teachers> teachers = state.<Teachers>map(Teachers.OfState::new)
                .or(() -> training.map(others -> Teachers.OfFiles.scan(session, others)));
        if (teachers.isEmpty()) {
            dataset.requireGenerators();
        }
        List<String> generators = teachers.map(Teachers::generators).orElseGet(dataset::generators);
        Smoothie smoothie = session.smoothie(generators, search);
        FamilyChoice choice = families.among(generators);
        Costs costs = teachers.map(others -> others.costs(pricing, dataset, resources.workers()))
                .orElseGet(() -> pricing.costs(List.of(dataset), generators, resources.workers()));
        MethodPlan.Choice chosen = state.isPresent()
                ? plan.choice(resources, state.get().manifest(), choice)
                : plan.choice(resources, training.isPresent(), choice);
        chosen.note().ifPresent(session.listener()::note);
        Routed routed = teachers.isPresent()
                ? new TrainTime(session, smoothie, teachers.get(), dataset, samples, generation)
                        .route(chosen.method())
                : testTime(session, smoothie, dataset, chosen.method());
        Optional<Spending> spending = costs.complete()
                ? Optional.of(Spending.of(routed.routing(), costs, pricing.limit(), routed.eligible()))
                : Optional.empty();
        Routing routing = spending.map(Spending::routing).orElse(routed.routing());
        routing.decisions().forEach(session.listener()::note);
        Optional<Dataset> written = generation.isPresent() && isTaught()
                ? generation.get().chosen(dataset, generators, routing.routes())
                : Optional.of(dataset);
        return written.map(complete -> {
            out.ifPresent(file -> {
                new RouteWriter(complete, generators, resources.view()).write(routing, file.text(),
                        resources.workers());
                file.commit();
            });
            var belief = smoothie.believe(session.arena(), routed.judged(), routing, choice,
                    Optional.of(teachers.map(others -> others.lengths(resources.workers()))
                            .orElseGet(() -> OutputLengths.of(complete, generators, resources.workers()))));
            var ranking = new Ranking(routing.global(), generators, belief, Optional.of(routing), spending,
                    routed.labels(), routing.reviews(), Optional.empty());
            return new RouteResult(session, dataset, routed.samples(), routing, costs,
                    ranking.deciding(
                            new Decider(resources, samples, complete, ranking, !isTaught()).decision()));
        });
    }

    /** Routes samples by estimates from their own outputs. */
    private Routed testTime(Session session, Smoothie smoothie, Dataset dataset, Method method) {
        if (method instanceof Method.Reviews reviews) {
            Samples reviewed = session.reviewed(dataset, dataset.generators(), EnumSet.of(Part.GENERATIONS), samples,
                    reviews);
            Eligible eligible = reviewed.generations().isPresent()
                    ? Smoothie.present(reviewed)
                    : TrainTime.eligible(session, dataset, dataset.generators(), true);
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
}
