package dev.smoothie.core;

import dev.smoothie.core.belief.Signal;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.FamilyEstimate;
import java.util.Optional;

/**
 * What {@link Smoothie#believe} finds out about how far estimated qualities can be trusted, from the data alone.
 *
 * @param comparisons
 *            which generators are told apart
 * @param dependence
 *            which generators err together; empty below {@link Dependence#FEWEST_GENERATORS} generators and
 *            {@link Dependence#FEWEST_SAMPLES} samples of each pair
 * @param families
 *            the ranking with each family counted as one generator; empty where no generators form a family, or fewer
 *            than three families are left
 * @param evidence
 *            what was measured
 * @param signal
 *            the verdict, with its reasons
 */
public record Belief(Comparisons comparisons, Optional<Dependence> dependence, Optional<FamilyEstimate> families,
        Signal.Evidence evidence, Signal signal) {}
