package dev.smoothie.core.estimate;

/**
 * Judges the outputs of one sample by what was fitted on others: by a vote among answers, or by the consensus of whole
 * texts. It may be asked again after each output that comes in. Immutable; any number of threads may ask.
 */
public sealed interface PanelJudge permits PanelVote, PanelConsensus {

    /** Errors of the m generators over the fitted samples, which settle ties; not to be written to. */
    double[] global();

    /** Judges the outputs that are there, at least one. */
    Opinion judge(Panel panel);

    /**
     * Whether the best output stays the best (or another that says the same does), whatever the generators {@code open}
     * answer, if each of them repeats an output that is there or says something new.
     *
     * @param best
     *            the rank of the best output
     */
    boolean settled(Panel panel, int best, int[] open);

    /**
     * What is thought of the outputs of a panel, by rank.
     *
     * @param errors
     *            the smallest is the best, as {@link Vote#errors} or {@link Consensus}
     * @param support
     *            how sure each is, in [0, 1]: of answers the probability that it is right; of texts how near the outputs of
     *            good generators are
     */
    record Opinion(double[] errors, double[] support) {}
}
