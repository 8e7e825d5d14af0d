package dev.smoothie.core;

import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.Families;
import dev.smoothie.core.estimate.FamilyEstimate;
import dev.smoothie.core.estimate.PairDistances;
import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Optional;

/**
 * Says which generators count as one family when the ranking is computed a second time, with families
 * ({@link dev.smoothie.core.estimate.FamilyEstimate}).
 */
public sealed interface FamilyChoice {

    /** The families that the data show, see {@link Families#of}. */
    record Found() implements FamilyChoice {}

    /** No families: the ranking is not computed a second time. */
    record None() implements FamilyChoice {}

    /** The families that are given. */
    record Given(Families families) implements FamilyChoice {}

    /** The families of generators with these distances, of which it may be known which err together. */
    default Families families(PairDistances distances, Optional<Dependence> dependence) {
        return switch (this) {
            case Found _ -> Families.of(distances, dependence);
            case None _ -> Families.alone(distances.pairs().generators());
            case Given(Families given) -> given;
        };
    }

    /**
     * The errors of generators with each family counted once; empty where there are no families, or the errors cannot be
     * estimated.
     *
     * @param distances
     *            of all generators; those that never say anything beside another have no part in it
     * @return {@code [m]}, NaN for a generator without distances
     */
    default Optional<double[]> errors(Arena arena, PairDistances distances, Workers workers) {
        Families families = families(distances,
                this instanceof Found ? Dependence.of(arena, distances, workers) : Optional.empty());
        return families.shared().isEmpty()
                ? Optional.empty()
                : FamilyEstimate.of(distances, families, workers).map(FamilyEstimate::error);
    }
}
