package dev.smoothie.engine;

import dev.smoothie.engine.data.Embeddings;
import dev.smoothie.engine.data.Generations;
import dev.smoothie.engine.estimate.Comparisons;
import dev.smoothie.engine.estimate.Dependence;
import dev.smoothie.engine.estimate.EvenSample;
import dev.smoothie.engine.estimate.Families;
import dev.smoothie.engine.estimate.FamilyEstimate;
import dev.smoothie.engine.estimate.GlobalEstimate;
import dev.smoothie.engine.estimate.ModelFit;
import dev.smoothie.engine.estimate.PairDistances;
import dev.smoothie.engine.evaluate.NeighborAgreement;
import dev.smoothie.engine.evaluate.Reliability;
import dev.smoothie.engine.evaluate.SharedVariance;
import dev.smoothie.engine.evaluate.Signal;
import dev.smoothie.engine.neighbors.Neighbors;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.OptionalInt;

/** Puts together what can be believed of an estimate. */
final class Judgement {
    /** How many samples ask their neighbours: enough for a per cent, and little beside routing by neighbours. */
    private static final int QUERIES = 4096;
    /** Neighbours are compared half with half: the sample itself and one on each side are the least. */
    private static final int FEWEST_NEIGHBORS = 3;

    private Judgement() {}

    /** See {@link Smoothie#believe}. */
    static Belief of(Smoothie smoothie, Arena arena, Samples samples, GlobalEstimate global, OptionalInt neighbors,
            FamilyChoice choice) {
        Generations outputs = samples.requireGenerations();
        PairDistances distances = PairDistances.of(arena, outputs, smoothie.workers());
        Comparisons comparisons = Comparisons.of(global, smoothie.workers());
        Optional<Dependence> dependence = Dependence.of(arena, distances, smoothie.workers());
        Optional<FamilyEstimate> families = families(choice, distances, dependence)
                .filter(found -> !found.shared().isEmpty())
                .flatMap(found -> FamilyEstimate.of(distances, found, smoothie.workers()));
        var reliability = Reliability.of(global, comparisons, ModelFit.of(distances, smoothie.workers()));
        var evidence = new Signal.Evidence(global, comparisons, SharedVariance.of(outputs, smoothie.workers()),
                reliability, Families.copies(distances), families,
                neighbors.isPresent() && neighbors.getAsInt() >= FEWEST_NEIGHBORS && samples.inputs().isPresent()
                        ? Optional.of(ask(smoothie, arena, samples.requireInputs(), global, neighbors.getAsInt()))
                        : Optional.empty());
        return new Belief(comparisons, dependence, families, evidence, Signal.of(evidence, smoothie.generators()));
    }

    private static Optional<Families> families(FamilyChoice choice, PairDistances distances,
            Optional<Dependence> dependence) {
        return switch (choice) {
            case FamilyChoice.Found _ -> Optional.of(Families.of(distances, dependence));
            case FamilyChoice.None _ -> Optional.empty();
            case FamilyChoice.Given(Families given) -> Optional.of(given);
        };
    }

    private static NeighborAgreement ask(Smoothie smoothie, Arena arena, Embeddings inputs, GlobalEstimate global,
            int k) {
        long[] rows = EvenSample.of(inputs.rows(), QUERIES);
        Neighbors found = smoothie.search().of(arena, inputs.gather(arena, rows), inputs, k, smoothie.backend(),
                smoothie.workers());
        return NeighborAgreement.of(global, inputs, rows, found);
    }
}
