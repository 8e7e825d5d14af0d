package dev.smoothie.core.belief;

import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.Dependence;
import dev.smoothie.core.estimate.Families;
import dev.smoothie.core.estimate.FamilyEstimate;
import dev.smoothie.core.estimate.GlobalEstimate;
import dev.smoothie.core.evaluate.RankCorrelation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The verdict on the scores, from the data alone: whether they mean anything, why, and what to try.
 *
 * @param verdict
 *            the least that any reason allows
 * @param reasons
 *            sentences, what was found; good and bad
 * @param advice
 *            sentences, what to try; empty where nothing is wrong
 */
public record Signal(Verdict verdict, List<String> reasons, List<String> advice) {
    /** Below this the ranking with families counted once is another one. */
    private static final double SAME_RANKING = 0.8;

    /** What to make of the scores, the best first. */
    public enum Verdict {
        /** Of two generators, the better ranked is better with {@link Confidence#STRONG} or more, and nothing is wrong. */
        STRONG("you can use the ranking: of two generators, the better ranked is truly better nine times in ten or more"),
        /** With {@link Confidence#WEAK} or more, or something is wrong. */
        WEAK("use the ranking with care: it is right more often than not, and a few labels are worth more"),
        /** Less than that: noise, errors that generators share, or nothing that they agree on. */
        NONE("do not use the ranking: too little shows that it measures quality");

        private final String meaning;

        Verdict(String meaning) {
            this.meaning = meaning;
        }

        /** What a reader may do with the ranking, in a sentence. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * The measurements that the verdict rests on.
     *
     * @param copies
     *            groups of generators that gave the same outputs in every sample, see {@link Families#copies}
     * @param answers
     *            whether outputs look like answers that are right or wrong
     * @param dependence
     *            which generators err together; empty where that cannot be tested
     * @param confidence
     *            in the ranking that is used
     * @param length
     *            whether that ranking is one by length; empty where lengths are not known
     */
    public record Evidence(GlobalEstimate estimate, Comparisons comparisons, SharedVariance agreement,
            Reliability reliability, List<List<Integer>> copies, Optional<FamilyEstimate> families,
            Optional<NeighborAgreement> neighbors, boolean answers, Optional<Dependence> dependence,
            Confidence confidence, Optional<LengthCorrelation> length) {}

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
        family(evidence, names).ifPresent(findings::add);
        evidence.families().flatMap(families -> families(evidence, families)).ifPresent(findings::add);
        evidence.length().filter(LengthCorrelation::high).map(Signal::length).ifPresent(findings::add);
        evidence.neighbors().map(Signal::neighbors).ifPresent(findings::add);
        return new Signal(
                findings.stream().map(Finding::atBest).max(Verdict::compareTo).orElseThrow(),
                findings.stream().map(Finding::reason).toList(),
                findings.stream().flatMap(finding -> finding.advice().stream()).distinct().toList());
    }

    private static Finding agreement(SharedVariance agreement) {
        if (agreement.samples() < SharedVariance.FEWEST) {
            return Finding.bad(Verdict.NONE,
                    "%d samples with outputs of two generators or more are too few to tell whether the ranking means anything"
                            .formatted(agreement.samples()),
                    "give more samples as INPUT");
        }
        if (Double.isNaN(agreement.share())) {
            return Finding.bad(Verdict.NONE,
                    "the outputs do not vary: each generator gave outputs with the same embedding for every input",
                    "compare a part of the outputs that differs, with another --view, or use another --embedder");
        }
        String found = percent(agreement.share()) + " ± " + percent(agreement.standardError());
        return agreement.beyondChance()
                ? Finding.good(
                        "the outputs of a sample have %s of their variance in common (0 %% is chance): they agree on something, by which quality can be measured"
                                .formatted(found))
                : Finding.bad(Verdict.NONE,
                        "the outputs of a sample have no more in common than outputs of different samples, so nothing shows which is better: %s of their variance (0 %% is chance)"
                                .formatted(found),
                        "check that every output stands beside the input that it answers; if so, compare another part of the outputs with --view, use another --embedder, or give more samples as INPUT");
    }

    private static Finding ranking(Evidence evidence) {
        Reliability reliability = evidence.reliability();
        Comparisons comparisons = evidence.comparisons();
        int m = evidence.estimate().error().length;
        int pairs = m * (m - 1) / 2;
        String apart = "%d of %d pairs of generators can be told apart".formatted(comparisons.pairsApart(), pairs);
        if (comparisons.pairsApart() == 0 && evidence.confidence().overall() < Confidence.WEAK) {
            boolean local = evidence.neighbors().filter(NeighborAgreement::beyondChance).isPresent();
            return Finding.bad(local ? Verdict.WEAK : Verdict.NONE,
                    "no two generators can be told apart over the whole set: their ranking is noise",
                    "give more samples as INPUT, or choose among these generators by something else, such as their cost");
        }
        String parts = "of the differences between their errors %s is noise%s, and %s is left, which can be quality"
                .formatted(
                        percent(Math.min(1, reliability.noise() / reliability.between())),
                        Double.isNaN(reliability.misfit())
                                ? ""
                                : ", %s comes from mistakes that they share or from something else that the estimate does not account for (R² %.2f)"
                                        .formatted(percent(Math.min(1, reliability.misfit() / reliability.between())),
                                                Math.max(0, reliability.additivity())),
                        percent(reliability.share()));
        double overall = evidence.confidence().overall();
        String reason = "of two generators, the better ranked is truly better with an estimated probability of %.2f (%s); %s; %s"
                .formatted(overall, evidence.answers() ? "these are answers" : "these are whole texts", apart, parts);
        if (evidence.dependence().isEmpty()) {
            return Finding.bad(overall < Confidence.WEAK ? Verdict.NONE : Verdict.WEAK,
                    "%s; with %d generators it cannot be checked whether they make their mistakes independently, as the estimate assumes"
                            .formatted(reason, m),
                    "add the outputs of more generators, or more samples: from %d on (%d with short answers) it can be checked whether their mistakes are independent"
                            .formatted(Dependence.FEWEST_GENERATORS, Dependence.FEWEST_GENERATORS - 1));
        }
        if (overall >= Confidence.STRONG) {
            return Finding.good(reason);
        }
        return Finding.bad(overall < Confidence.WEAK ? Verdict.NONE : Verdict.WEAK, reason,
                evidence.answers()
                        ? "give more samples as INPUT, or score some of them by hand and check with 'smoothie evaluate'"
                        : "compare only the part of an output that counts, such as its answer (--view answer), or score some samples by hand and check with 'smoothie evaluate'");
    }

    /** A family of which nothing tells what the ranking would be without it. */
    private static Optional<Finding> family(Evidence evidence, IntFunction<String> names) {
        List<Dependence.Pair> pairs = evidence.dependence().map(Dependence::pairsTogether).orElse(List.of()).stream()
                .filter(pair -> pair.correlation() >= Families.LEAST_CORRELATION).toList();
        if (pairs.isEmpty() || evidence.families().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Finding.bad(Verdict.WEAK,
                "%s make the same mistakes, and so look better than they are; how the ranking would be without that is not known"
                        .formatted(pairs.stream().map(
                                pair -> names.apply(pair.first()) + " and " + names.apply(pair.second()))
                                .collect(Collectors.joining(", or "))),
                "add generators that are not related to these, or leave one of a pair out"));
    }

    private static Finding length(LengthCorrelation length) {
        return Finding.bad(Verdict.WEAK,
                "the ranking is almost one by length: the %s the outputs of a generator, the better it is ranked (Spearman's rank correlation %.2f, where 1 and −1 are the same order)"
                        .formatted(length.spearman() > 0 ? "longer" : "shorter", length.spearman()),
                "check with labels that it is quality: score some samples by hand and give them to 'smoothie evaluate'");
    }

    private static Finding copies(List<Integer> copies, IntFunction<String> names) {
        return Finding.bad(Verdict.WEAK,
                "%s gave the same outputs in every sample: copies confirm each other, and so look better than they are"
                        .formatted(
                                copies.stream().map(names::apply).collect(Collectors.joining(", "))),
                "leave all of these copies but one out of the samples");
    }

    private static Optional<Finding> notPositive(GlobalEstimate estimate, IntFunction<String> names) {
        String found = IntStream.range(0, estimate.error().length)
                .filter(i -> estimate.error()[i] - estimate.margin(i) <= 0).mapToObj(names)
                .collect(Collectors.joining(", "));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.bad(Verdict.WEAK,
                        "the error of %s is not above zero, so it is estimated too low: the outputs are closer to the others than independent mistakes allow"
                                .formatted(found),
                        "check whether these outputs were made from those of other generators, and leave them out if they were"));
    }

    private static Optional<Finding> families(Evidence evidence, FamilyEstimate families) {
        double tau = RankCorrelation.of(evidence.estimate().error(), families.error()).kendall();
        boolean sameBest = evidence.comparisons().ranking().getFirst().equals(families.ranking().getFirst());
        return sameBest && !(tau < SAME_RANKING) // NaN: all errors are equal
                ? Optional.empty()
                : Optional.of(Finding.bad(Verdict.WEAK,
                        "the ranking is another one once families of generators that err together count as one generator each (Kendall's τ of the two is %.2f, where 1 is the same order%s)"
                                .formatted(tau, sameBest ? "" : "; another generator is best"),
                        "use only what both rankings agree on; generators of a family may be alike because they are copies, of which all but one should be left out, or because all of them are good"));
    }

    private static Finding neighbors(NeighborAgreement neighbors) {
        String found = "%s ± %s of what sets a sample apart from the average".formatted(percent(neighbors.share()),
                percent(neighbors.standardError()));
        return neighbors.beyondChance()
                ? Finding.good(
                        "similar inputs share %s (0 %% is chance): some generators are better at some kinds of inputs"
                                .formatted(found))
                : new Finding(Verdict.STRONG,
                        "similar inputs share %s, which may be chance: choosing by similar inputs may be no better than choosing one generator for all"
                                .formatted(found),
                        Optional.of("use --method global, --method posterior, or --method local --neighbors 1"));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
