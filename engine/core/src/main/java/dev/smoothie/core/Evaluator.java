package dev.smoothie.core;

import dev.smoothie.core.evaluate.Agreement;
import dev.smoothie.core.evaluate.Contest;
import dev.smoothie.core.evaluate.Contestant;
import dev.smoothie.core.evaluate.Contestant.Kind;
import dev.smoothie.core.evaluate.Evaluation;
import dev.smoothie.core.evaluate.LabelledBaselines;
import dev.smoothie.core.evaluate.OracleCheck;
import dev.smoothie.core.evaluate.PairedBootstrap;
import dev.smoothie.core.evaluate.Result;
import dev.smoothie.core.evaluate.Truth;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.route.CostLimit;
import dev.smoothie.core.route.Costs;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Compares methods of routing with the true scores of a set. All methods route from the same embeddings, row estimates
 * and neighbours.
 *
 * @param smoothie
 *            what routes
 * @param generators
 *            names of the columns
 * @param bootstrap
 *            for intervals
 */
public record Evaluator(Smoothie smoothie, List<String> generators, PairedBootstrap bootstrap) {

    public Evaluator {
        generators = List.copyOf(generators);
    }

    /**
     * Labels to learn from.
     *
     * @param baselines
     *            what they teach
     * @param samples
     *            which samples of the set they are from; no contestant is judged on these
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
     * @param priced
     *            what answers cost
     * @throws CoreException
     *             if no sample has true scores for all its outputs, or no routes keep a budget
     */
    public Evaluation evaluate(Arena arena, Samples samples, Truth truth, List<Method> methods,
            Optional<Labelled> labelled, Priced priced) {
        Eligible eligible = Smoothie.present(samples);
        Contest contest = Contest.on(truth, Smoothie.existing(samples),
                labelled.map(Labelled::samples).orElseGet(BitSet::new));
        if (contest.samples().length == 0) {
            throw new CoreException(
                    "nothing to evaluate on: none of %d samples has a true score for each of its outputs; add the missing scores to the samples"
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
        labelled.ifPresent(labels -> contestants.addAll(learned(labels.baselines(), samples, eligible)));
        priced.limit().ifPresent(
                limit -> notes.add("all methods without labels chose outputs under %s".formatted(limit.label())));
        int leftOut = samples.size() - contest.samples().length;
        if (leftOut > 0) {
            notes.add(
                    "judged on %,d samples; %,d were left out, because baselines learn from their labels or some of their outputs have no true score"
                            .formatted(contest.samples().length, leftOut));
        }
        List<Result> results = contest.judge(contestants, bootstrap, smoothie.workers());
        OracleCheck oracle = OracleCheck.of(contest, contestants, bootstrap, smoothie.workers());
        oracle.note().ifPresent(notes::add);
        return new Evaluation(generators, contest, oracle.among(results),
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
            throw new CoreException(
                    "the embeddings of the inputs have %d numbers each, those of the labelled inputs %d; embed both with the same model"
                            .formatted(inputs.dimension(), labels.inputs().dimension()));
        }
        LabelledBaselines.Routes routes;
        try {
            routes = labels.route(inputs, eligible, smoothie.backend(), smoothie.workers());
        } catch (NonFiniteEmbeddingException e) {
            samples.requireFiniteInputs(smoothie.workers());
            throw e;
        }
        return List.of(
                new Contestant("best on %d labels".formatted(labels.labels()), Kind.LABELLED,
                        routes.bestOnValidation()),
                new Contestant("labelled kNN, %d labels".formatted(labels.labels()), Kind.LABELLED, routes.nearest()));
    }
}
