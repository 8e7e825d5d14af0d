package dev.smoothie.engine.evaluate;

import dev.smoothie.engine.estimate.Comparisons;
import dev.smoothie.engine.estimate.Dependence;
import dev.smoothie.engine.estimate.Families;
import dev.smoothie.engine.estimate.FamilyEstimate;
import dev.smoothie.engine.estimate.GlobalEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether the scores mean anything, from the data alone.
 *
 * @param verdict
 *            the least that any reason allows
 * @param reasons
 *            sentences, what was found; good and bad
 * @param advice
 *            sentences, what to try; empty where nothing is wrong
 */
public record Signal(Verdict verdict, List<String> reasons, List<String> advice) {
    /** Above this share of the differences the ranking is almost all signal, see {@link Reliability#share}. */
    private static final double STRONG_SHARE = 0.95;
    /** Below this more of the differences is noise or misfit than is not. */
    private static final double WEAK_SHARE = 0.5;
    /** Below this the ranking with families counted once is another one. */
    private static final double SAME_RANKING = 0.8;

    /** What to make of the scores, the best first. */
    public enum Verdict {
        /** The ranking is more than noise, and the data fit the model. */
        STRONG,
        /** There is something in it, and something wrong with it. */
        WEAK,
        /** The scores are noise, or measure nothing but what is not quality: scatter, or errors that generators share. */
        NONE
    }

    /**
     * What the verdict rests on.
     *
     * @param copies
     *            groups of generators that gave the same outputs in every sample, see {@link Families#copies}
     */
    public record Evidence(GlobalEstimate estimate, Comparisons comparisons, SharedVariance agreement,
            Reliability reliability, List<List<Integer>> copies, Optional<FamilyEstimate> families,
            Optional<NeighborAgreement> neighbors) {}

    private record Finding(Verdict atBest, String reason, Optional<String> advice) {
        static Finding good(String reason) {
            return new Finding(Verdict.STRONG, reason, Optional.empty());
        }

        static Finding bad(Verdict atBest, String reason, String advice) {
            return new Finding(atBest, reason, Optional.of(advice));
        }
    }

    public Signal {
        reasons = List.copyOf(reasons);
        advice = List.copyOf(advice);
    }

    /** Judges; {@code names} says what to call a generator. */
    public static Signal of(Evidence evidence, IntFunction<String> names) {
        var findings = new ArrayList<Finding>();
        findings.add(agreement(evidence.agreement()));
        findings.add(ranking(evidence));
        evidence.copies().forEach(copies -> findings.add(copies(copies, names)));
        notPositive(evidence.estimate(), names).ifPresent(findings::add);
        evidence.families().flatMap(families -> families(evidence, families)).ifPresent(findings::add);
        evidence.neighbors().map(Signal::neighbors).ifPresent(findings::add);
        return new Signal(
                findings.stream().map(Finding::atBest).max(Verdict::compareTo).orElseThrow(),
                findings.stream().map(Finding::reason).toList(),
                findings.stream().flatMap(finding -> finding.advice().stream()).distinct().toList());
    }

    private static Finding agreement(SharedVariance agreement) {
        if (agreement.samples() < SharedVariance.FEWEST) {
            return Finding.bad(Verdict.NONE,
                    "%d samples with two outputs or more are too few to tell".formatted(agreement.samples()),
                    "score more samples");
        }
        if (Double.isNaN(agreement.share())) {
            return Finding.bad(Verdict.NONE, "the outputs do not vary",
                    "embed what differs: another --view or another --embedder");
        }
        String found = percent(agreement.share()) + " ± " + percent(agreement.standardError());
        return agreement.beyondChance()
                ? Finding.good("the outputs of a sample have %s of their variance in common (0 %% is chance)"
                        .formatted(found))
                : Finding.bad(Verdict.NONE,
                        "the outputs of a sample have no more in common than outputs of different samples: %s of their variance"
                                .formatted(found),
                        "check that outputs and samples belong together; try another --view or another --embedder, or more samples");
    }

    private static Finding ranking(Evidence evidence) {
        Reliability reliability = evidence.reliability();
        Comparisons comparisons = evidence.comparisons();
        int m = evidence.estimate().error().length;
        int pairs = m * (m - 1) / 2;
        String apart = "%d of %d pairs of generators are told apart".formatted(comparisons.pairsApart(), pairs);
        if (comparisons.pairsApart() == 0) {
            boolean local = evidence.neighbors().filter(NeighborAgreement::beyondChance).isPresent();
            return Finding.bad(local ? Verdict.WEAK : Verdict.NONE,
                    "no two generators can be told apart over the whole set: their ranking is noise",
                    "score more samples; choose by other criteria, such as cost, among generators that tie");
        }
        String parts = "of the differences between them %s is noise%s".formatted(
                percent(Math.min(1, reliability.noise() / reliability.between())),
                Double.isNaN(reliability.misfit())
                        ? ""
                        : " and %s is errors that they share, or what else the model does not explain (R² %.2f)"
                                .formatted(percent(Math.min(1, reliability.misfit() / reliability.between())),
                                        Math.max(0, reliability.additivity())));
        if (m < Dependence.FEWEST_GENERATORS) {
            return Finding.bad(reliability.share() < WEAK_SHARE ? Verdict.NONE : Verdict.WEAK,
                    "%s; %s; with %d generators it cannot be checked that they err independently".formatted(apart,
                            parts, m),
                    "add generators: from %d on the assumption can be checked".formatted(
                            Dependence.FEWEST_GENERATORS));
        }
        String reason = apart + "; " + parts;
        if (reliability.share() >= STRONG_SHARE) {
            return Finding.good(reason);
        }
        return Finding.bad(reliability.share() < WEAK_SHARE ? Verdict.NONE : Verdict.WEAK, reason,
                reliability.misfit() > reliability.noise()
                        ? "try a --view of what counts in an output, such as its answer, and generators that are less alike"
                        : "score more samples");
    }

    private static Finding copies(List<Integer> copies, IntFunction<String> names) {
        return Finding.bad(Verdict.WEAK,
                "%s gave the same outputs in every sample; they confirm themselves, and are believed".formatted(
                        copies.stream().map(names::apply).collect(Collectors.joining(", "))),
                "leave copies out");
    }

    private static Optional<Finding> notPositive(GlobalEstimate estimate, IntFunction<String> names) {
        String found = IntStream.range(0, estimate.error().length)
                .filter(i -> estimate.error()[i] - estimate.margin(i) <= 0).mapToObj(names)
                .collect(Collectors.joining(", "));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.bad(Verdict.WEAK,
                        "the error of %s is not above zero: closer to the others than independent errors allow"
                                .formatted(found),
                        "look for outputs that were made from those of others"));
    }

    private static Optional<Finding> families(Evidence evidence, FamilyEstimate families) {
        double tau = RankCorrelation.of(evidence.estimate().error(), families.error()).kendall();
        boolean sameBest = evidence.comparisons().ranking().getFirst().equals(families.ranking().getFirst());
        return sameBest && !(tau < SAME_RANKING) // NaN: all errors are equal
                ? Optional.empty()
                : Optional.of(Finding.bad(Verdict.WEAK,
                        "the ranking is another one once families that err together count as one generator each (Kendall's τ %.2f%s)"
                                .formatted(tau, sameBest ? "" : ", and another best"),
                        "believe what both rankings agree on: near copies raise each other, but good generators agree too; leave copies out"));
    }

    private static Finding neighbors(NeighborAgreement neighbors) {
        String found = "%s ± %s of what is particular to a sample".formatted(percent(neighbors.share()),
                percent(neighbors.standardError()));
        return neighbors.beyondChance()
                ? Finding.good("similar inputs share %s (0 %% is chance)".formatted(found))
                : new Finding(Verdict.STRONG,
                        "similar inputs share %s, which may be chance: local scores may be the global ones with less data"
                                .formatted(found),
                        Optional.of("use --method global, posterior, or local with --neighbors 1"));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
