package dev.smoothie.core.belief;

import dev.smoothie.core.belief.Signal.Verdict;
import dev.smoothie.core.estimate.Comparisons;
import dev.smoothie.core.estimate.ModelFit;
import dev.smoothie.core.reviews.ReviewEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says how far a ranking by reviews alone can be believed. It is never strong: what all judges like and is not quality
 * cannot be seen in their scores.
 */
public final class ReviewSignal {
    /** One-sided: judges that score at random pass in one of a thousand sets. */
    private static final double BEYOND_CHANCE = 3.1;
    private static final double MOSTLY_NOISE = 0.5;
    /** Judges have no distances between outputs that a model could fit. */
    private static final ModelFit NOT_FITTED = new ModelFit(Double.NaN, Double.NaN);

    private ReviewSignal() {}

    /**
     * What was measured, in the terms of other estimates: the agreement is the mean correlation of the judges' views, and
     * nothing is known of shared errors, copies and neighbours.
     */
    public static Signal.Evidence evidence(ReviewEstimate reviews, Comparisons comparisons) {
        return new Signal.Evidence(reviews.estimate(), comparisons,
                new SharedVariance(reviews.agreement(), reviews.agreementError(), reviews.errors().rows()),
                Reliability.of(reviews.estimate(), comparisons, NOT_FITTED), List.of(), Optional.empty(),
                Optional.empty(), false, Optional.empty(),
                Confidence.of(reviews.estimate(), comparisons, Confidence.Trust.TEXTS, Double.NaN, Optional.empty()),
                Optional.empty());
    }

    /** Judges. */
    public static Signal of(ReviewEstimate reviews, Signal.Evidence evidence) {
        var verdict = Verdict.WEAK;
        var reasons = new ArrayList<String>();
        var advice = new ArrayList<String>();
        long judges = reviews.judges().stream().filter(judge -> judge.deviation() > 0).count();
        if (judges == 1) {
            reasons.add("how far a single judge can be believed cannot be known");
            advice.add("have two other models score the outputs, with 'smoothie generate --reviews'");
        } else if (!(reviews.agreement() > BEYOND_CHANCE * reviews.agreementError())) {
            verdict = Verdict.NONE;
            reasons.add(
                    "what the judges say of the outputs of a sample has no more in common than chance: a correlation of %s"
                            .formatted(correlation(reviews)));
            advice.add("ask other judges, or choose by the outputs themselves, with another --method");
        } else {
            reasons.add(
                    "the judges agree beyond chance: what they say of the outputs of a sample has a correlation of %s"
                            .formatted(correlation(reviews)));
            if (judges == 2) {
                reasons.add("which of two judges is the better one cannot be known; both count the same");
                advice.add("have a third model score the outputs, with 'smoothie generate --reviews'");
            }
        }
        if (evidence.comparisons().pairsApart() == 0) {
            verdict = Verdict.NONE;
            reasons.add("no two generators can be told apart over the whole set: their ranking is noise");
            advice.add("have more samples reviewed, or choose among these generators by their cost");
        } else if (evidence.reliability().share() < MOSTLY_NOISE) {
            verdict = Verdict.NONE;
            reasons.add("more than half of the differences between generators is noise");
            advice.add("have more samples reviewed");
        }
        reasons.add("what all judges like and is not quality, such as length, cannot be seen in their scores");
        advice.add("check the judges where the truth is known: 'smoothie evaluate' compares them with \"scores\"");
        return new Signal(verdict, reasons, advice);
    }

    private static String correlation(ReviewEstimate reviews) {
        return String.format(Locale.ROOT, "%.2f ± %.2f", reviews.agreement(), reviews.agreementError());
    }
}
