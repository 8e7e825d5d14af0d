package dev.smoothie.engine;

import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.evaluate.Agreement;
import dev.smoothie.engine.evaluate.Contest;
import dev.smoothie.engine.evaluate.Contestant;
import dev.smoothie.engine.evaluate.Contestant.Kind;
import dev.smoothie.engine.evaluate.Evaluation;
import dev.smoothie.engine.evaluate.LabelledBaselines;
import dev.smoothie.engine.evaluate.PairedBootstrap;
import dev.smoothie.engine.evaluate.Truth;
import dev.smoothie.engine.route.CostLimit;
import dev.smoothie.engine.route.Costs;
import dev.smoothie.engine.route.Router.Eligible;
import dev.smoothie.spi.SmoothieException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Holds methods against the truth of a set: all of them route from the same embeddings, row estimates and neighbours.
 *
 * @param smoothie
 *            what routes
 * @param generators
 *            names of the columns
 * @param bootstrap
 *            for intervals
 */
public record Evaluator(Smoothie smoothie, List<String> generators, PairedBootstrap bootstrap) {

    /** Name of the contestant that is chosen without labels. */
    public static final String AUTO = "auto";

    public Evaluator {
        generators = List.copyOf(generators);
    }

    /**
     * Labels to learn from.
     *
     * @param baselines
     *            what they teach
     * @param samples
     *            which samples of the set they are from, on which nobody is judged then
     */
    public record Labelled(LabelledBaselines baselines, BitSet samples) {}

    /**
     * What answers cost.
     *
     * @param costs
     *            of the columns; complete where there is a limit
     * @param limit
     *            under which all methods without labels route
     */
    public record Priced(Costs costs, Optional<CostLimit> limit) {}

    /**
     * Evaluates.
     *
     * @param arena
     *            owns what is computed, as long as the evaluation is read
     * @param samples
     *            with outputs; with inputs for methods that look up neighbours and for labels
     * @param candidates
     *            what {@link #AUTO} chooses from; it takes part where there are any
     * @param priced
     *            what answers cost
     * @throws SmoothieException
     *             if no sample has true scores for all its outputs, or no routes keep a budget
     */
    public Evaluation evaluate(Arena arena, Samples samples, Truth truth, List<Method> methods,
            List<Method> candidates, Optional<Labelled> labelled, Priced priced) {
        Eligible eligible = Smoothie.present(samples);
        Contest contest = Contest.on(truth, eligible, labelled.map(Labelled::samples).orElseGet(BitSet::new));
        if (contest.samples().length == 0) {
            throw new SmoothieException(
                    "nothing to evaluate on: none of %d samples has a true score for each of its outputs"
                            .formatted(samples.size()));
        }
        Estimates estimates = Estimates.testTime(smoothie, arena, samples);
        List<Contestant> contestants = new ArrayList<>(contest.bounds());
        methods.stream().sorted(Comparator.comparing(Method::neighborhood, Comparator.reverseOrder())).limit(1)
                .filter(method -> method.neighborhood() > 1).forEach(method -> estimates.neighbors(
                        method.neighborhood())); // once, for all
        for (Method method : methods) {
            contestants.add(contestant(method.label(), estimates, samples, method, priced));
        }
        List<String> notes = new ArrayList<>();
        if (!candidates.isEmpty()) {
            Choice choice = HoldOut.choose(smoothie, estimates, samples, candidates);
            contestants.add(contestant(AUTO, estimates, samples, choice.method(), priced));
            notes.add("auto took %s".formatted(choice.why()));
        }
        labelled.ifPresent(labels -> contestants.addAll(learned(labels.baselines(), samples, eligible)));
        priced.limit().ifPresent(
                limit -> notes.add("methods without labels route under %s".formatted(limit.label())));
        int leftOut = samples.size() - contest.samples().length;
        if (leftOut > 0) {
            notes.add(
                    "judged on %,d samples; %,d were left out: they teach labelled baselines, or not all of their outputs have a true score"
                            .formatted(contest.samples().length, leftOut));
        }
        return new Evaluation(generators, contest, contest.judge(contestants, bootstrap, smoothie.workers()),
                Agreement.of(estimates.y(), truth, contest.samples()), notes);
    }

    private static Contestant contestant(String name, Estimates estimates, Samples samples, Method method,
            Priced priced) {
        Routing routing = Smoothie.route(estimates, samples, method);
        int[] routes = priced.limit()
                .map(limit -> Spending.routes(routing, priced.costs(), limit, Smoothie.present(samples)))
                .orElse(routing.routes());
        return new Contestant(name, Kind.UNSUPERVISED, List.of(routes));
    }

    private List<Contestant> learned(LabelledBaselines labels, Samples samples, Eligible eligible) {
        Embeddings inputs = samples.requireInputs();
        if (inputs.dimension() != labels.inputs().dimension()) {
            throw new SmoothieException(
                    "the embeddings of the inputs have %d numbers each, those of the labelled inputs %d; embed both with the same model"
                            .formatted(inputs.dimension(), labels.inputs().dimension()));
        }
        LabelledBaselines.Routes routes = labels.route(inputs, eligible, smoothie.backend(), smoothie.workers());
        return List.of(
                new Contestant("best on %d labels".formatted(labels.labels()), Kind.LABELLED,
                        routes.bestOnValidation()),
                new Contestant("labelled kNN, %d labels".formatted(labels.labels()), Kind.LABELLED, routes.nearest()));
    }
}
