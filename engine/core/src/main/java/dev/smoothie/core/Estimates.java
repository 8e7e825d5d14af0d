package dev.smoothie.core;

import dev.smoothie.core.compute.Matrix;
import dev.smoothie.core.estimate.Consensus;
import dev.smoothie.core.estimate.Errors;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.LocalEstimate;
import dev.smoothie.core.estimate.PairDistances;
import dev.smoothie.core.estimate.Posterior;
import dev.smoothie.core.estimate.RowEstimates;
import dev.smoothie.core.estimate.ShrunkConsensus;
import dev.smoothie.core.estimate.ShrunkEstimate;
import dev.smoothie.core.estimate.Vote;
import dev.smoothie.core.failure.CoreException;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.parallel.Workers;
import dev.smoothie.core.reviews.Judge;
import dev.smoothie.core.reviews.ReviewEstimate;
import dev.smoothie.core.reviews.Reviews;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes what all methods route by, for one set of samples: row estimates, their mean and neighbours; and from these the
 * errors of a given method. Row estimates and neighbours are made when a method first needs them.
 * Several methods share one search if the one with the most neighbours is asked for first. All results are in the
 * arena. For one thread.
 */
final class Estimates {
    /** The name of the judge that agreement is. */
    static final String AGREEMENT = "agreement";

    private final Smoothie smoothie;
    private final Arena arena;
    /** Samples to learn from; empty where errors are estimated from the outputs of the routed samples themselves. */
    private final Optional<Samples> training;
    private final Samples samples;
    /** What is known of {@code training} already. */
    private final Optional<Fitted> fitted;
    /** Made when they are first needed: reviews alone need none. */
    private Matrix y;
    private GlobalEstimate global;
    private Optional<Neighbors> neighbors = Optional.empty();
    private final List<String> decisions = new ArrayList<>();
    /** By whether only equal outputs vote for each other. */
    private final Map<Boolean, Vote> votes = new HashMap<>();
    /** By whether agreement is one of the judges. */
    private final Map<Boolean, ReviewEstimate> reviews = new HashMap<>();

    private Estimates(Smoothie smoothie, Arena arena, Optional<Samples> training, Samples samples,
            Optional<Fitted> fitted) {
        this.smoothie = smoothie;
        this.arena = arena;
        this.training = training;
        this.samples = samples;
        this.fitted = fitted;
        fitted.ifPresent(known -> {
            y = known.y();
            global = known.global();
        });
    }

    /**
     * Test-time: errors are estimated from the outputs of the samples themselves and of their neighbours among them.
     */
    static Estimates testTime(Smoothie smoothie, Arena arena, Samples samples) {
        return new Estimates(smoothie, arena, Optional.empty(), samples, Optional.empty());
    }

    /** Train-time: errors are estimated from the outputs of {@code training}. */
    static Estimates trainTime(Smoothie smoothie, Arena arena, Samples training, Samples samples) {
        return new Estimates(smoothie, arena, Optional.of(training), samples, Optional.empty());
    }

    /** Train-time, with what was fitted to {@code training} before. */
    static Estimates trainTime(Smoothie smoothie, Arena arena, Samples training, Fitted fitted, Samples samples) {
        return new Estimates(smoothie, arena, Optional.of(training), samples, Optional.of(fitted));
    }

    Matrix y() {
        if (y == null) {
            y = rowEstimates();
        }
        return y;
    }

    GlobalEstimate global() {
        if (global == null) {
            global = GlobalEstimate.of(y());
        }
        return global;
    }

    /** The estimate on which belief rests: from distances between outputs, where these are known. */
    GlobalEstimate distances(Method method) {
        return learned().generations().isPresent() ? global() : global(method);
    }

    private Samples learned() {
        return training.orElse(samples);
    }

    Workers workers() {
        return smoothie.workers();
    }

    /** What the backend decided about the jobs so far, one line each. */
    List<String> decisions() {
        return List.copyOf(decisions);
    }

    /** The estimate over the whole set by which {@code method} ranks generators. */
    GlobalEstimate global(Method method) {
        return switch (method) {
            case Method.Vote(OptionalInt _, boolean equality) ->
                fitted.isPresent() ? fitted.get().requireVote().estimate() : vote(equality).estimate();
            case Method.Reviews(boolean agreement) -> reviews(agreement).estimate();
            default -> global();
        };
    }

    /** What the judges say, where the method asks them. */
    Optional<ReviewEstimate> reviews(Method method) {
        return method instanceof Method.Reviews(boolean agreement)
                ? Optional.of(reviews(agreement))
                : Optional.empty();
    }

    /** What the judges say, perhaps with agreement as one judge more. */
    private ReviewEstimate reviews(boolean agreement) {
        return reviews.computeIfAbsent(agreement, with -> {
            if (training.isPresent()) {
                throw new CoreException(
                        "reviews are of the outputs of the samples that are routed; with training samples use local, global, posterior or consensus");
            }
            Reviews scores = samples.requireReviews();
            return ReviewEstimate.of(arena, with ? scores.with(agreement(scores)) : scores, smoothie.workers());
        });
    }

    /** Agreement as a judge: −h times the error of consensus, so the logarithm of how many good generators agree. */
    private Judge agreement(Reviews scores) {
        Matrix found = consensus(samples, Errors.same(global().error()));
        Matrix agreement = Matrix.allocate(arena, samples.size(), scores.generators());
        double[] row = new double[scores.generators()];
        for (int sample = 0; sample < samples.size(); sample++) {
            found.read(sample, row);
            Arrays.setAll(row, i -> -row[i]);
            agreement.write(sample, row);
        }
        return new Judge(AGREEMENT, OptionalInt.empty(), agreement);
    }

    private Vote vote(boolean equality) {
        return votes.computeIfAbsent(equality, equal -> Vote.of(arena, spoken(), equal, smoothie.workers()));
    }

    /** The outputs that vote: in main memory. */
    private Generations spoken() {
        if (training.isPresent()) {
            throw new CoreException(
                    "vote weighs the outputs of the samples that are routed; with training samples use local, global, posterior, consensus or shrunk");
        }
        return samples.requireGenerations().nearby(arena);
    }

    /** Probabilities of the outputs that others would give: what votes have taught before. */
    private Errors taught(OptionalInt k) {
        if (k.isEmpty()) {
            return Errors.same(fitted.orElseThrow().requireVote().estimate().error());
        }
        FittedVote around = fitted.orElseThrow().requireVote().around(smoothie, training.orElseThrow().requireInputs(),
                k.getAsInt());
        return around.errors(local(around.estimate().y(), k.getAsInt()));
    }

    private Errors vote(OptionalInt k, boolean equality) {
        if (fitted.isPresent()) {
            return taught(k);
        }
        Vote vote = vote(equality);
        if (k.isEmpty()) {
            return Errors.of(vote.errors());
        }
        Errors shrunk = shrunk(vote.errors(), vote.estimate(), k.getAsInt());
        return Errors.of(Vote.errors(arena, spoken(), equality, (sample, accuracies) -> {
            shrunk.read(sample, accuracies);
            Arrays.setAll(accuracies, i -> Vote.accuracy(accuracies[i]));
        }, smoothie.workers()));
    }

    /** The errors that {@code method} routes by. */
    Errors errors(Method method) {
        return switch (method) {
            case Method.Global _ -> Errors.same(global().error());
            case Method.Local(int k) -> Errors.of(local(y(), k));
            case Method.Posterior(OptionalInt k) ->
                posterior(k.isPresent() ? Errors.of(local(y(), k.getAsInt())) : Errors.same(global().error()));
            case Method.Consensus(OptionalInt k) ->
                Errors.of(consensus(samples,
                        k.isPresent() ? shrunk(y(), global(), k.getAsInt()) : Errors.same(global().error())));
            case Method.Shrunk(OptionalInt k, FamilyChoice families) -> shrunk(k, families);
            case Method.Vote(OptionalInt k, boolean equality) -> vote(k, equality);
            case Method.Reviews(boolean agreement) -> Errors.of(reviews(agreement).errors());
            case Method.Labelled _ ->
                throw new IllegalArgumentException("labels predict scores only where labels are given");
        };
    }

    private Matrix rowEstimates() {
        Samples learned = learned();
        int generators = learned.requireGenerations().generators();
        if (generators < 3) {
            throw new CoreException("Smoothie needs at least 3 generators, got " + generators);
        }
        try {
            RowEstimates rows = RowEstimates.of(arena, learned.requireGenerations(), smoothie.backend(),
                    smoothie.workers());
            decisions.addAll(rows.decisions());
            return rows.y();
        } catch (NonFiniteEmbeddingException e) {
            throw learned.named(e, smoothie.generators());
        }
    }

    private Matrix local(Matrix rows, int k) {
        if (k == 1 && training.isEmpty()) {
            return rows;
        }
        Neighbors found = neighbors(k);
        LocalEstimate local = LocalEstimate.of(arena, rows, found, Math.min(k, found.k()), smoothie.backend(),
                smoothie.workers());
        decisions.addAll(local.decisions());
        return local.errors();
    }

    /** The means over k neighbours, drawn towards {@code average}. */
    Errors shrunk(Matrix rows, GlobalEstimate average, int k) {
        return ShrunkEstimate.of(local(rows, k), average, (int) Math.min(k, rows.rows()));
    }

    /** At least the k nearest of each sample, or all there are. */
    Neighbors neighbors(int k) {
        if (neighbors.isEmpty() || neighbors.get().k() < Math.min(k, y().rows())) {
            neighbors = Optional.of(search(k));
            decisions.addAll(neighbors.get().decisions());
        }
        return neighbors.get();
    }

    /** What {@link #neighbors} has found among the samples themselves so far. */
    Optional<Neighbors> found() {
        return training.isPresent() ? Optional.empty() : neighbors;
    }

    private Neighbors search(int k) {
        Embeddings queries = samples.requireInputs();
        Optional<Embeddings> base = training.map(Samples::requireInputs);
        base.ifPresent(vectors -> requireSameDimension(queries, vectors));
        try {
            return base.isPresent()
                    ? smoothie.search().of(arena, queries, base.get(), k, smoothie.backend(), smoothie.workers())
                    : smoothie.search().among(arena, queries, k, smoothie.backend(), smoothie.workers());
        } catch (NonFiniteEmbeddingException e) {
            samples.requireFiniteInputs(smoothie.workers());
            training.ifPresent(learned -> learned.requireFiniteInputs(smoothie.workers()));
            throw e;
        }
    }

    private static void requireSameDimension(Embeddings queries, Embeddings base) {
        if (queries.dimension() != base.dimension()) {
            throw new CoreException(
                    "the embeddings of the inputs have %d numbers each, those of the training inputs %d; embed both with the same model"
                            .formatted(queries.dimension(), base.dimension()));
        }
    }

    private Errors posterior(Errors prior) {
        try {
            return Errors.of(Posterior.of(arena, samples.requireGenerations(), prior, smoothie.backend(),
                    smoothie.workers()));
        } catch (NonFiniteEmbeddingException e) {
            throw samples.named(e, smoothie.generators());
        }
    }

    private Matrix consensus(Samples voting, Errors prior) {
        try {
            return Consensus.of(arena, voting.requireGenerations(), prior,
                    fitted.map(Fitted::bandwidth).orElseGet(() -> Consensus.bandwidth(y())),
                    smoothie.workers());
        } catch (NonFiniteEmbeddingException e) {
            throw voting.named(e, smoothie.generators());
        }
    }

    private Errors shrunk(OptionalInt k, FamilyChoice choice) {
        Generations learned = learned().requireGenerations();
        PairDistances distances = PairDistances.of(arena, learned.nearby(arena, PairDistances.rows(learned)),
                smoothie.workers());
        Errors prior = Errors.same(choice.errors(arena, distances, smoothie.workers()).orElse(global().error()));
        Matrix own = consensus(samples, prior);
        Matrix others = training.isPresent() ? consensus(training.get(), prior) : own;
        GlobalEstimate average = GlobalEstimate.of(others);
        return ShrunkConsensus.of(own,
                k.isPresent() ? shrunk(others, average, k.getAsInt()) : Errors.same(average.error()),
                ShrunkConsensus.weight(distances));
    }
}
