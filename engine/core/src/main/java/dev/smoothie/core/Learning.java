package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Agreements;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.labels.Feature;
import dev.smoothie.core.labels.LabelFit;
import dev.smoothie.core.labels.OutputFeatures;
import dev.smoothie.core.route.Router;
import dev.smoothie.core.route.Router.Eligible;
import dev.smoothie.core.vectors.Generations;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Learns from a few labels which outputs of a set are good. What is known without labels becomes features: how far an
 * output agrees with the others, narrowly and widely; the negated errors of its row, of its generator over the set and
 * among similar inputs; what {@code vote} and {@code consensus} say of it, so that each of these methods is a special
 * case; its length; and whether it says anything. For one thread.
 */
final class Learning {
    private final Smoothie smoothie;
    private final Arena arena;
    private final Samples samples;
    private final Estimates estimates;
    private final OutputFeatures features;
    private final Eligible present;

    /**
     * Computes the features.
     *
     * @param estimates
     *            of {@code samples}, test-time
     */
    Learning(Smoothie smoothie, Arena arena, Samples samples, Estimates estimates, Optional<Matrix> lengths,
            boolean equality) {
        this.smoothie = smoothie;
        this.arena = arena;
        this.samples = samples;
        this.estimates = estimates;
        Generations outputs = samples.requireGenerations();
        this.features = OutputFeatures.of(arena, outputs, features(outputs, lengths, equality), smoothie.workers());
        this.present = Smoothie.present(samples);
    }

    private List<Feature> features(Generations outputs, Optional<Matrix> lengths, boolean equality) {
        var found = new ArrayList<Feature>();
        if (samples.inputs().isPresent()) {
            found.add(new Feature("-error among similar inputs", negated(outputs,
                    estimates.shrunk(estimates.y(), estimates.global(), Methods.STANDARD_NEIGHBORS))));
        }
        GlobalEstimate vote = estimates.global(new Method.Vote(OptionalInt.empty(), equality));
        Agreements agreements = Agreements.of(arena, outputs.nearby(arena), vote, equality, smoothie.workers());
        found.add(new Feature("close agreement", Errors.of(agreements.near())));
        found.add(new Feature("wide agreement", Errors.of(agreements.wide())));
        found.add(new Feature("votes", Errors.of(agreements.votes())));
        found.add(new Feature("consensus",
                negated(outputs, estimates.errors(new Method.Consensus(OptionalInt.empty())))));
        found.add(new Feature("-error of the sample", negated(outputs, Errors.of(estimates.y()))));
        found.add(new Feature("-error over the set", negated(outputs, Errors.same(estimates.global().error()))));
        lengths.ifPresent(of -> found.add(new Feature("log length", (sample, row) -> {
            of.read(sample, row);
            for (int i = 0; i < row.length; i++) {
                row[i] = outputs.speaks((int) sample, i) ? Math.log1p(row[i]) : Double.NaN;
            }
        })));
        return found;
    }

    /** What silent outputs have no part in. */
    private static Errors negated(Generations outputs, Errors errors) {
        return (sample, row) -> {
            errors.read(sample, row);
            for (int i = 0; i < row.length; i++) {
                row[i] = outputs.speaks((int) sample, i) ? -row[i] : Double.NaN;
            }
        };
    }

    /** Learns from the scores of some samples. */
    LabelFit fit(Matrix scores, int[] labelled) {
        return LabelFit.of(features, scores, labelled, smoothie.workers());
    }

    /** Whether the scores of some samples tell outputs apart, so that they can be learned from. */
    boolean teaches(Matrix scores, int[] labelled) {
        return LabelFit.teaches(features, scores, labelled);
    }

    /** Routes all samples by predicted scores; the errors are in {@code owner}. */
    int[] routes(LabelFit fit, Arena owner) {
        return router(fit.errors(owner, smoothie.workers())).route(samples.size(), present, smoothie.workers());
    }

    private static Router router(Matrix errors) {
        return new Router(Errors.of(errors), GlobalEstimate.of(errors).error());
    }

    /** Routes all samples by what some labels teach, and compares with a method without labels. */
    LabelledRouting route(Labels labels, Method free) {
        LabelFit fit = fit(labels.scores(), labels.samples());
        Matrix errors = fit.errors(arena, smoothie.workers());
        GlobalEstimate global = GlobalEstimate.ofScores(fit.uncertain(arena, errors), fit.top());
        int[] routes = router(errors).route(samples.size(), present, smoothie.workers());
        var routing = new Routing(new Method.Labelled(fit.samples().length), global, estimates.global(),
                Errors.of(errors), routes, estimates.found(), estimates.decisions());
        return new LabelledRouting(routing, fit, gain(labels, fit, free));
    }

    private Optional<LabelledRouting.Gain> gain(Labels labels, LabelFit fit, Method free) {
        Eligible scored = (sample, generator) -> present.test(sample, generator)
                && !Double.isNaN(labels.scores().get(sample, generator));
        int[] without = new Router(estimates.errors(free), estimates.global(free).error()).route(samples.size(), scored,
                smoothie.workers());
        int[] with;
        try (Arena scratch = Arena.ofShared()) {
            with = router(fit.heldOutErrors(scratch)).route(samples.size(), scored, smoothie.workers());
        }
        int[] judged = IntStream.of(fit.samples()).filter(sample -> with[sample] >= 0 && without[sample] >= 0)
                .toArray();
        if (judged.length == 0) {
            return Optional.empty();
        }
        double[] a = IntStream.of(judged).mapToDouble(s -> labels.scores().get(s, with[s])).toArray();
        double[] b = IntStream.of(judged).mapToDouble(s -> labels.scores().get(s, without[s])).toArray();
        double n = judged.length;
        double meanA = Arrays.stream(a).sum() / n;
        double meanB = Arrays.stream(b).sum() / n;
        double squares = IntStream.range(0, a.length).mapToDouble(i -> Math.pow(a[i] - b[i] - meanA + meanB, 2)).sum();
        return Optional.of(new LabelledRouting.Gain(free, judged.length, meanA, meanB,
                Math.sqrt(squares / (n - 1) / n)));
    }
}
