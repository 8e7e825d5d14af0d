package dev.smoothie.core;

import dev.smoothie.core.estimate.Families;

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
}
