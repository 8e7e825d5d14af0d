package dev.smoothie.pipeline.report;

import dev.smoothie.core.belief.Confidence;
import dev.smoothie.core.belief.Signal;
import dev.smoothie.core.belief.Signal.Verdict;
import dev.smoothie.core.evaluate.PairedDifference;
import java.util.List;
import java.util.Optional;

/**
 * What is known of whether one generator is better than another.
 *
 * @param first
 *            name of the one that may be better
 * @param second
 *            name of the other
 * @param values
 *            of both: the mean true score, or the estimated error, over the samples that have both
 * @param truth
 *            what was taken for the truth: "scores", or the name of a metric; empty if it is not known
 * @param difference
 *            over the samples: of true scores, or of estimated errors; above zero where the first is better
 * @param estimate
 *            what the estimate says where the truth is not known
 * @param topics
 *            the same by topic, the largest first; none where inputs are unknown or too few
 * @param lengths
 *            mean characters of the outputs of both
 */
public record PairComparison(String first, String second, double[] values, Optional<String> truth,
        PairedDifference difference, Optional<Estimated> estimate, List<Topic> topics, double[] lengths) {

    public PairComparison {
        topics = List.copyOf(topics);
    }

    /**
     * A comparison of estimated errors.
     *
     * @param method
     *            what errors are estimated by, such as vote
     * @param difference
     *            by how much the error of the second is larger, over all samples
     * @param margin
     *            half of its 95 % interval; only the noise of the samples is in it
     * @param probability
     *            that the first is truly better
     * @param signal
     *            whether the estimate means anything for these samples
     */
    public record Estimated(String method, double difference, double margin, double probability, Signal signal) {
        /** The verdict on this pair: no better than that on the whole ranking. */
        public Verdict verdict() {
            double sure = Math.max(probability, 1 - probability);
            Verdict own = sure >= Confidence.STRONG
                    ? Verdict.STRONG
                    : sure >= Confidence.WEAK ? Verdict.WEAK : Verdict.NONE;
            return own.compareTo(signal.verdict()) > 0 ? own : signal.verdict();
        }
    }

    /**
     * The samples of one topic.
     *
     * @param name
     *            words that are frequent in its inputs and not in others, or the name of a dataset
     * @param typical
     *            an input in its middle, shortened; empty for a dataset
     * @param difference
     *            over its samples
     * @param adjusted
     *            its p-value, corrected for the number of topics by Holm's method
     */
    public record Topic(String name, Optional<String> typical, PairedDifference difference, double adjusted) {
        /** Whether the difference is not chance, among so many topics. */
        public boolean apart() {
            return adjusted <= PairedDifference.LEVEL;
        }
    }

    /** The answer to the question whether the first is better. */
    public enum Answer {
        YES, PROBABLY, CANNOT_TELL, PROBABLY_NOT, NO
    }

    /** Whether the first is better. No means that the second is. */
    public Answer answer() {
        if (estimate.isEmpty()) {
            return !difference.apart() ? Answer.CANNOT_TELL : difference.mean() > 0 ? Answer.YES : Answer.NO;
        }
        boolean first = estimate.get().probability() > 0.5;
        return switch (estimate.get().verdict()) {
            case STRONG -> first ? Answer.YES : Answer.NO;
            case WEAK -> first ? Answer.PROBABLY : Answer.PROBABLY_NOT;
            case NONE -> Answer.CANNOT_TELL;
        };
    }
}
