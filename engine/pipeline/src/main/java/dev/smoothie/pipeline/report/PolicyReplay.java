package dev.smoothie.pipeline.report;

import dev.smoothie.core.route.CascadeCurve;
import java.util.List;
import java.util.Optional;

/**
 * What policies would have cost for the samples of a log, and how good their answers would have been.
 *
 * @param samples
 *            how many the log has
 * @param whole
 *            how many of them have an output of every generator; all figures are of these, except in {@link Partial}
 * @param scored
 *            how many of these have a score for every output
 * @param answers
 *            whether quality is the probability that an answer is right; otherwise it is how much the outputs of the others
 *            agree with a text
 * @param trained
 *            how many other samples the generators were learned from; empty if they were learned from the log itself, each
 *            half from the other
 * @param single
 *            the row of the generator that is best by what was learned, asked for everything
 * @param rows
 *            the policies that were asked for, and last everybody
 * @param generators
 *            each by itself
 * @param curve
 *            what the thresholds of the cascade cost and bring on the samples that were learned from
 * @param scores
 *            for each of its points the mean score on the log; NaN where no scores are known
 * @param notes
 *            what the reader has to know, a sentence each
 */
public record PolicyReplay(int samples, int whole, int scored, boolean answers, Optional<Integer> trained, Row single,
        List<Row> rows, List<Generator> generators, CascadeCurve curve, List<Double> scores, List<String> notes) {

    public PolicyReplay {
        rows = List.copyOf(rows);
        generators = List.copyOf(generators);
        scores = List.copyOf(scores);
        notes = List.copyOf(notes);
    }

    /**
     * One policy.
     *
     * @param policy
     *            single, best, cascade, panel or all
     * @param label
     *            for a person
     * @param threshold
     *            of a cascade
     * @param quality
     *            the mean estimated quality of what it takes, without labels
     * @param score
     *            the mean true score, NaN where none is known
     * @param gain
     *            score less that of the best single generator, NaN where none is known
     * @param gainError
     *            its standard error
     * @param requests
     *            how many generators are asked for a sample, in the mean
     * @param cost
     *            money for 1000 inputs
     * @param total
     *            money for all samples that have outputs of every generator
     * @param picks
     *            how often the output of each generator is taken, {@code [m]}
     * @param partial
     *            the samples that have outputs of some generators only
     */
    public record Row(String policy, String label, Optional<Double> threshold, double quality, double score,
            double gain,
            double gainError, double requests, double cost, double total, long[] picks, Optional<Partial> partial) {}

    /**
     * What a policy does with samples that have outputs of some generators only. They are no fair sample: which outputs
     * there are depends on the policy that was at work.
     *
     * @param samples
     *            how many have all outputs that the policy asks for
     * @param cost
     *            of these, money for 1000 inputs; NaN if there are none
     */
    public record Partial(int samples, double cost) {}

    /**
     * One generator by itself.
     *
     * @param quality
     *            on the log
     * @param cost
     *            money for 1000 inputs
     * @param score
     *            NaN where none is known
     */
    public record Generator(String name, double quality, double cost, double score) {}
}
