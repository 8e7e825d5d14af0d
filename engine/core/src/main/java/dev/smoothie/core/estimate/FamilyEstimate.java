package dev.smoothie.core.estimate;

import dev.smoothie.core.parallel.Workers;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Estimates the errors again, with each family counted as one generator. δ_i of a member is what {@link GlobalEstimate}
 * would give on average if every other family sent one member chosen by chance, and its own family only this one.
 * Distances within a family are not used, so only errors of different families need be independent, and a large family
 * has one vote. With F families, D_iG the mean distance to the members of family G and D_GH that of the members of two:
 *
 * <pre>
 * δ_i = mean_G D_iG − ½ mean_{G≠H} D_GH         over families G, H other than that of i
 * </pre>
 *
 * @param families
 *            who belongs together
 * @param error
 *            δ, {@code [m]}
 * @param standardError
 *            of δ, from the samples, {@code [m]}
 */
public record FamilyEstimate(Families families, double[] error, double[] standardError) {
    /**
     * Estimates; a generator that never says anything has no estimate. Empty for fewer than {@link Families#FEWEST} families, or where a pair of generators has fewer than
     * two samples.
     */
    public static Optional<FamilyEstimate> of(PairDistances distances, Families families, Workers workers) {
        int[] measured = distances.measured();
        if (measured.length == distances.pairs().generators()) {
            return ofMeasured(distances, families, workers);
        }
        if (measured.length < Families.FEWEST) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofShared()) {
            return ofMeasured(distances.among(arena, measured), families.among(measured), workers)
                    .map(found -> found.spread(families, measured));
        }
    }

    /** The same for all generators, from that for some of them; the others have no estimate. */
    private FamilyEstimate spread(Families all, int[] measured) {
        int m = all.ofGenerators().length;
        double[] errors = new double[m];
        double[] errorsOfErrors = new double[m];
        Arrays.fill(errors, Double.NaN);
        Arrays.fill(errorsOfErrors, Double.NaN);
        for (int i = 0; i < measured.length; i++) {
            errors[measured[i]] = error[i];
            errorsOfErrors[measured[i]] = standardError[i];
        }
        return new FamilyEstimate(all, errors, errorsOfErrors);
    }

    private static Optional<FamilyEstimate> ofMeasured(PairDistances distances, Families families, Workers workers) {
        if (families.families().size() < Families.FEWEST || !distances.completeFor(2)) {
            return Optional.empty();
        }
        double[] error = new double[distances.pairs().generators()];
        linear(distances.pairs(), families).apply(distances.mean(), error);
        double[] standardError = distances.standardErrors(error.length, () -> linear(distances.pairs(), families),
                workers);
        return Optional.of(new FamilyEstimate(families, error, standardError));
    }

    /**
     * The δ as functions of the distances, with memory of the size of m: a table of the weight of each pair in each δ
     * would have m³/2 numbers. With s_k one over the size of the family of k, {@code a_i = Σ_k s_k D_ik} over the
     * generators of other families sums up the D_iG; the sum of all D_GH is {@code ½ Σ_j s_j a_j}, of which those of one
     * family are the terms of its members, twice.
     */
    private static PairDistances.Linear linear(Pairs pairs, Families families) {
        int[] family = families.ofGenerators();
        int count = families.families().size();
        double[] share = IntStream.of(family).mapToDouble(g -> 1.0 / families.families().get(g).size()).toArray();
        double[] toOthers = new double[family.length];
        double[] ofFamily = new double[count];
        return (distances, result) -> {
            Arrays.fill(toOthers, 0);
            for (int i = 0, pair = 0; i < pairs.generators(); i++) {
                for (int j = i + 1; j < pairs.generators(); j++, pair++) {
                    if (family[i] != family[j]) {
                        toOthers[i] += share[j] * distances[pair];
                        toOthers[j] += share[i] * distances[pair];
                    }
                }
            }
            Arrays.fill(ofFamily, 0);
            for (int i = 0; i < family.length; i++) {
                ofFamily[family[i]] += share[i] * toOthers[i];
            }
            double all = Arrays.stream(ofFamily).sum() / 2;
            for (int i = 0; i < family.length; i++) {
                result[i] = (toOthers[i] - (all - ofFamily[family[i]]) / (count - 2)) / (count - 1);
            }
        };
    }

    /** The generators from the best to the worst; equal ones by index. */
    public List<Integer> ranking() {
        return IntStream.range(0, error.length).boxed()
                .sorted(Comparator.comparingDouble(generator -> error[generator])).toList();
    }
}
