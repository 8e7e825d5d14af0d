package dev.smoothie.core;

import dev.smoothie.core.belief.Confidence;
import dev.smoothie.core.belief.LengthCorrelation;
import dev.smoothie.core.belief.NeighborAgreement;
import dev.smoothie.core.belief.Reliability;
import dev.smoothie.core.belief.SharedVariance;
import dev.smoothie.core.belief.Signal;
import dev.smoothie.core.estimate.AnswerLikeness;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.EvenSample;
import dev.smoothie.core.estimate.Families;
import dev.smoothie.core.estimate.FamilyEstimate;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.estimate.ModelFit;
import dev.smoothie.core.estimate.PairDistances;
import dev.smoothie.core.neighbors.Neighbors;
import dev.smoothie.core.vectors.Embeddings;
import dev.smoothie.core.vectors.Generations;
import dev.smoothie.core.vectors.NonFiniteEmbeddingException;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * Computes the {@link Belief} of an estimate: which generators are told apart, which err together, the ranking with
 * families, and the verdict.
 */
final class Judgement {
    /**
     * How many samples are compared with their neighbours: enough to know their agreement to a per cent, and little
     * work beside routing by neighbours.
     */
    private static final int QUERIES = 4096;
    /**
     * One half of the neighbours is compared with the other, so at least three are needed: the sample itself and one in
     * each half.
     */
    private static final int FEWEST_NEIGHBORS = 3;

    private Judgement() {}

    /** See {@link Smoothie#believe}. */
    static Belief of(Smoothie smoothie, Arena arena, Samples samples, GlobalEstimate global, Optional<Routing> routing,
            FamilyChoice choice, Optional<double[]> lengths) {
        Generations all = samples.requireGenerations();
        Generations outputs = all.nearby(arena, PairDistances.rows(all));
        PairDistances distances = PairDistances.of(arena, outputs, smoothie.workers());
        Comparisons comparisons = Comparisons.of(global, smoothie.workers());
        GlobalEstimate ranking = routing.map(Routing::global).orElse(global);
        Comparisons ranked = ranking.ofDistances() ? comparisons : Comparisons.of(ranking, smoothie.workers());
        SharedVariance agreement = SharedVariance.of(outputs, smoothie.workers());
        boolean answers = AnswerLikeness.of(distances, agreement.share()).answers();
        Optional<Dependence> dependence = answers
                ? Dependence.ofAnswers(arena, outputs, distances, smoothie.workers())
                : Dependence.of(arena, distances, smoothie.workers());
        Optional<Families> found = Optional.of(choice.families(distances, dependence))
                .filter(some -> !some.shared().isEmpty());
        Optional<FamilyEstimate> families = found
                .flatMap(some -> FamilyEstimate.of(distances, some, smoothie.workers()));
        var reliability = Reliability.of(global, comparisons, ModelFit.of(distances, smoothie.workers()));
        var trust = ranking.top().isPresent()
                ? Confidence.Trust.LABELS
                : answers ? Confidence.Trust.ANSWERS : Confidence.Trust.TEXTS;
        var confidence = Confidence.of(ranking, ranked,
                found.isPresent() && families.isEmpty() ? trust.inFamilies() : trust,
                ranking.ofDistances() ? reliability.misfit() : Double.NaN, families);
        var evidence = new Signal.Evidence(global, ranked, agreement,
                reliability, Families.copies(distances), families,
                routing.filter(routed -> routed.method().neighborhood() >= FEWEST_NEIGHBORS
                        && samples.inputs().isPresent())
                        .map(routed -> ask(smoothie, arena, samples, routed)),
                answers, dependence, confidence, lengths.map(sizes -> LengthCorrelation.of(sizes, ranking.error())));
        return new Belief(ranked, dependence, families, evidence, Signal.of(evidence, smoothie.generators()));
    }

    private static NeighborAgreement ask(Smoothie smoothie, Arena arena, Samples samples, Routing routing) {
        Embeddings inputs = samples.requireInputs();
        long[] rows = EvenSample.of(inputs.rows(), QUERIES);
        try {
            Neighbors found = routing.neighbors().isPresent()
                    ? routing.neighbors().get().of(arena, rows)
                    : smoothie.search().of(arena, inputs.gather(arena, rows), inputs, routing.method().neighborhood(),
                            smoothie.backend(), smoothie.workers());
            return NeighborAgreement.of(routing.distances(), inputs, rows, found);
        } catch (NonFiniteEmbeddingException e) {
            samples.requireFiniteInputs(smoothie.workers());
            throw e;
        }
    }
}
