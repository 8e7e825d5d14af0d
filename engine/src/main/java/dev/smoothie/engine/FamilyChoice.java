package dev.smoothie.engine;

import dev.smoothie.engine.estimate.Families;

/** Which generators count as one when the ranking is given again. */
public sealed interface FamilyChoice {

    /** Those that the data show to err together, see {@link Families#of}. */
    record Found() implements FamilyChoice {}

    /** None: the ranking is not given again. */
    record None() implements FamilyChoice {}

    /** These. */
    record Given(Families families) implements FamilyChoice {}
}
