package dev.smoothie.core;

import dev.smoothie.core.belief.ReviewSignal;
import dev.smoothie.core.compute.Backend;
import dev.smoothie.core.compute.Backends;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.Consensus;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.neighbors.NeighborLookup;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Routes samples to generators without labels, given embeddings. This is where users of the library start.
 *
 * <pre>
 * outputs [n, m, d] → row estimates y [n, m] ─┐
 * inputs  [n, d]    → neighbours [n, k]      ─┴→ errors [n, m] → routes [n]
 * </pre>
 *
 * <p>
 * Any number of threads may use one object; with an approximate search only one at a time. Results live in the arena
 * that is passed in, which must be shared ({@link Arena#ofShared}), because all threads of the run write to it.
 *
 * @param backend
 *            what computes
 * @param workers
 *            how many threads
 * @param generators
 *            what to call a generator in a message
 * @param search
 *            how neighbours are looked up
 */
public record Smoothie(Backend backend, Workers workers, IntFunction<String> generators, NeighborLookup search) {

    /** Neighbours are looked up exactly. */
    public Smoothie(Backend backend, Workers workers, IntFunction<String> generators) {
        this(backend, workers, generators, new NeighborLookup.Exact());
    }

    /** The same with neighbours from {@code search}; if that may be used by one thread only, so may this. */
    public Smoothie withSearch(NeighborLookup search) {
        return new Smoothie(backend, workers, generators, search);
    }

    /** The best backend that works here, on all processors. */
    public static Smoothie create() {
        return new Smoothie(Backends.choose("auto").backend(), Workers.all(), Integer::toString);
    }

    /** Test-time routing: errors are estimated from the outputs of the samples and of their neighbours among them. */
    public Routing route(Arena arena, Samples samples, Method method) {
        return route(Estimates.testTime(this, arena, samples), samples, method);
    }

    /**
     * The same of samples whose outputs need not be embedded: for the method reviews.
     *
     * @param eligible
     *            which generators a sample may be routed to
     */
    public Routing route(Arena arena, Samples samples, Method method, Eligible eligible) {
        return routing(Estimates.testTime(this, arena, samples), samples, method, eligible);
    }

    /** Routes by one of several methods that share their estimates. */
    static Routing route(Estimates estimates, Samples samples, Method method) {
        return routing(estimates, samples, method, present(samples));
    }

    /**
     * Train-time routing: errors are estimated from the outputs of each sample's neighbours in a training set, before
     * anything is generated for the sample. Only the methods posterior, consensus and shrunk read outputs of the
     * samples themselves.
     *
     * @param eligible
     *            which generators a sample may be routed to
     */
    public Routing route(Arena arena, Samples training, Samples samples, Method method, Eligible eligible) {
        return routing(Estimates.trainTime(this, arena, training, samples), samples, method, eligible);
    }

    /**
     * Learns from a set what {@link #route(Arena, Samples, Fitted, Samples, Method, Eligible)} needs to know of it.
     *
     * @param arena
     *            owns the estimates
     * @param training
     *            with inputs, if samples are to be routed by their neighbours
     * @param vote
     *            by what outputs vote, equality or nearness, where they are answers; empty where they are whole texts
     * @param neighbors
     *            how many neighbours a vote will be averaged over
     */
    public Fitted fit(Arena arena, Samples training, Optional<Boolean> vote, int neighbors) {
        Estimates estimates = Estimates.testTime(this, arena, training);
        GlobalEstimate global = estimates.global();
        if (training.inputs().isPresent()) {
            training.requireFiniteInputs(workers);
        }
        return new Fitted(global, Consensus.bandwidth(estimates.y()),
                vote.map(equality -> FittedVote.of(this, arena, training, equality, neighbors)));
    }

    /**
     * Train-time routing by what was fitted to the training set before: only neighbours are looked up. The method vote
     * is known too if it was fitted: then errors are probabilities that an output would be wrong.
     *
     * @param training
     *            the samples that were fitted
     * @param eligible
     *            which generators a sample may be routed to
     */
    public Routing route(Arena arena, Samples training, Fitted fitted, Samples samples, Method method,
            Eligible eligible) {
        return routing(Estimates.trainTime(this, arena, training, fitted, samples), samples, method, eligible);
    }

    /**
     * Test-time routing with true scores of some outputs: scores of all outputs are predicted from what is known of them
     * without labels, and each sample goes to the best. See {@link LabelledRouting}.
     *
     * @param samples
     *            to route, labelled ones among them
     * @param without
     *            the method without labels that the labels are compared with
     * @throws dev.smoothie.core.failure.CoreException
     *             if the labels are too few, or do not tell outputs apart
     */
    public LabelledRouting route(Arena arena, Samples samples, Labels labels, Method without) {
        Estimates estimates = Estimates.testTime(this, arena, samples);
        return new Learning(this, arena, samples, estimates, labels.lengths(), labels.equality()).route(labels,
                without);
    }

    /** The estimate over a whole set, without routing anything. */
    public Scoring score(Arena arena, Samples samples) {
        Estimates estimates = Estimates.testTime(this, arena, samples);
        return new Scoring(estimates.global(), estimates.decisions());
    }

    /**
     * How far the scores of a set can be believed, from the data alone. Looks at the outputs of at most some 90 000
     * samples once more; the comparisons are of all.
     *
     * @param global
     *            the estimate of these samples, from {@link #score} or a routing
     */
    public Belief believe(Arena arena, Samples samples, GlobalEstimate global, FamilyChoice choice) {
        return Judgement.of(this, arena, samples, global, Optional.empty(), choice, Optional.empty());
    }

    /**
     * The same of a routing. If its method looks up neighbours and there are inputs, scores of similar inputs are
     * compared too. Of reviews, the agreement of the judges is looked at.
     *
     * @param samples
     *            what the generators were estimated from: the training samples, or if there are none, those that were
     *            routed
     */
    public Belief believe(Arena arena, Samples samples, Routing routing, FamilyChoice choice) {
        return believe(arena, samples, routing, choice, Optional.empty());
    }

    /**
     * The same where it may be known how long outputs are.
     *
     * @param lengths
     *            the mean length of the whole outputs of each generator, {@code [m]}, in any unit
     */
    public Belief believe(Arena arena, Samples samples, Routing routing, FamilyChoice choice,
            Optional<double[]> lengths) {
        if (routing.reviews().isPresent()) {
            var comparisons = Comparisons.of(routing.global(), workers);
            var evidence = ReviewSignal.evidence(routing.reviews().get(), comparisons);
            return new Belief(comparisons, Optional.empty(), Optional.empty(), evidence,
                    ReviewSignal.of(routing.reviews().get(), evidence));
        }
        return Judgement.of(this, arena, samples, routing.distances(), Optional.of(routing), choice, lengths);
    }

    private static Routing routing(Estimates estimates, Samples samples, Method method, Eligible eligible) {
        GlobalEstimate global = estimates.global(method);
        Errors errors = estimates.errors(method);
        int[] routes = new Router(errors, global.error()).route(samples.size(), eligible,
                estimates.workers());
        return new Routing(method, global, estimates.distances(method), errors, routes, estimates.found(),
                estimates.reviews(method), estimates.decisions());
    }

    /**
     * Samples may be routed to generators that have an output for them that says something; where there is none, to
     * those that have any.
     */
    public static Eligible present(Samples samples) {
        Generations outputs = samples.requireGenerations();
        return (sample, generator) -> outputs.speaks(sample, generator)
                || (outputs.exists(sample, generator) && !outputs.anySpeaks(sample));
    }

    /** Samples may be routed to generators that have an output for them. */
    public static Eligible existing(Samples samples) {
        return samples.requireGenerations()::exists;
    }
}
